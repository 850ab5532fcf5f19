# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ReportsMessagesResponse(TypedDict):
    sends: _dict[str, int]
    exclusions: _dict[str, int]

class Reports(Noun):
    def messages(self) -> ReportsMessagesResponse: ...
