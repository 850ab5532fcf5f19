# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ListsAddResponse(TypedDict):
    consequences: _dict[str, Any]

class ListsCreateResponse(TypedDict):
    key: str
    version: int

class ListsDeleteResponse(TypedDict):
    pass

class ListsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class ListsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ListsMembersResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ListsRemoveResponse(TypedDict):
    consequences: _dict[str, Any]

class Lists(Noun):
    def add(self, *, key: str, profile: Mapping[str, Any],
            source: str | None = None) -> ListsAddResponse: ...
    def create(self, *, key: str, name: str | None = None,
               description: str | None = None) -> ListsCreateResponse: ...
    def delete(self, *, key: str) -> ListsDeleteResponse: ...
    def get(self, *, key: str, version: int | None = None) -> ListsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> ListsListResponse: ...
    def members(self, *, key: str, cursor: str | None = None,
                limit: int | None = None) -> ListsMembersResponse: ...
    def remove(self, *, key: str, profile: Mapping[str, Any],
               source: str | None = None) -> ListsRemoveResponse: ...
