# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class OperationsListResponse(TypedDict):
    items: _list[_dict[str, Any]]

class OperationsOpenapiResponse(TypedDict):
    document: _dict[str, Any]

class OperationsReferenceResponse(TypedDict):
    markdown: str

class Operations(Noun):
    def list(self, *, noun: str | None = None) -> OperationsListResponse: ...
    def openapi(self, *, server_url: str | None = None) -> OperationsOpenapiResponse: ...
    def reference(self) -> OperationsReferenceResponse: ...
