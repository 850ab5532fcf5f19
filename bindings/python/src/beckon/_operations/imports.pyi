# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ImportsDeleteResponse(TypedDict):
    pass

class ImportsGetResponse(TypedDict):
    key: str
    rows: int
    bytes: int
    records: int
    rejected: int
    started_at: str
    updated_at: str

class ImportsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ImportsPreviewResponse(TypedDict):
    format: str
    preset: str
    columns: _list[_dict[str, Any]]
    records: _list[_dict[str, Any]]
    rejects: _list[_dict[str, Any]]
    withheld: int
    definition: _dict[str, Any]

class Imports(Noun):
    def delete(self, *, key: str) -> ImportsDeleteResponse: ...
    def get(self, *, key: str) -> ImportsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> ImportsListResponse: ...
    def preview(self, *, sample: str,
                definition: Mapping[str, Any] | None = None) -> ImportsPreviewResponse: ...
