# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class WorkspacesStatResponse(TypedDict):
    profiles: int
    events: int
    events_by_name: _dict[str, int]
    removed_by_name: _dict[str, int]
    records: int
    newest_record_at: str
    entries: int
    sends: int
    suppressions: int
    segments: int
    lists: int
    flows: int
    templates: int
    imports: int

class Workspaces(Noun):
    def stat(self) -> WorkspacesStatResponse: ...
