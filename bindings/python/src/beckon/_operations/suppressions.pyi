# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SuppressionsAddResponse(TypedDict):
    pass

class SuppressionsGetResponse(TypedDict):
    suppressed: bool
    reason: NotRequired[str]
    at: NotRequired[str]

class SuppressionsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SuppressionsRemoveResponse(TypedDict):
    removed: bool

class Suppressions(Noun):
    def add(self, *, channel: Literal["email", "sms"], address: str,
            reason: Literal["manual", "hard_bounce", "complaint", "unsubscribe"] | None = None) -> SuppressionsAddResponse: ...
    def get(self, *, channel: Literal["email", "sms"],
            address: str) -> SuppressionsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> SuppressionsListResponse: ...
    def remove(self, *, channel: Literal["email", "sms"],
               address: str) -> SuppressionsRemoveResponse: ...
