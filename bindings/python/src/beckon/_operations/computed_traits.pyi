# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ComputedTraitsCreateResponse(TypedDict):
    key: str
    version: int

class ComputedTraitsDeleteResponse(TypedDict):
    pass

class ComputedTraitsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class ComputedTraitsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ComputedTraitsUpdateResponse(TypedDict):
    key: str
    version: int

class ComputedTraitsValueResponse(TypedDict):
    value: Any

class ComputedTraits(Noun):
    def create(self, *, key: str, event: str, function: str, description: str | None = None,
               where: _list[Any] | None = None, property: str | None = None,
               within: str | None = None, after: str | None = None, before: str | None = None,
               between: _list[Any] | None = None) -> ComputedTraitsCreateResponse: ...
    def delete(self, *, key: str) -> ComputedTraitsDeleteResponse: ...
    def get(self, *, key: str, version: int | None = None) -> ComputedTraitsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> ComputedTraitsListResponse: ...
    def update(self, *, key: str, event: str, function: str, description: str | None = None,
               where: _list[Any] | None = None, property: str | None = None,
               within: str | None = None, after: str | None = None, before: str | None = None,
               between: _list[Any] | None = None) -> ComputedTraitsUpdateResponse: ...
    def value(self, *, key: str, profile: Mapping[str, Any]) -> ComputedTraitsValueResponse: ...
