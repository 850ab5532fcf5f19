# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SegmentsCountResponse(TypedDict):
    count: int

class SegmentsCreateResponse(TypedDict):
    key: str
    version: int

class SegmentsDeleteResponse(TypedDict):
    pass

class SegmentsExplainResponse(TypedDict):
    member: bool
    proof: _dict[str, Any]

class SegmentsFormatResponse(TypedDict):
    where: _dict[str, Any]
    text: str

class SegmentsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class SegmentsHasResponse(TypedDict):
    member: bool

class SegmentsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsMembersResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsUpdateResponse(TypedDict):
    key: str
    version: int

class Segments(Noun):
    def count(self, *, key: str) -> SegmentsCountResponse: ...
    def create(self, *, key: str, where: Mapping[str, Any] | str, name: str | None = None,
               description: str | None = None) -> SegmentsCreateResponse: ...
    def delete(self, *, key: str) -> SegmentsDeleteResponse: ...
    def explain(self, *, profile: Mapping[str, Any], key: str | None = None,
                where: Mapping[str, Any] | str | None = None) -> SegmentsExplainResponse: ...
    def format(self, *, where: Mapping[str, Any] | str) -> SegmentsFormatResponse: ...
    def get(self, *, key: str, version: int | None = None) -> SegmentsGetResponse: ...
    def has(self, *, key: str, profile: Mapping[str, Any]) -> SegmentsHasResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> SegmentsListResponse: ...
    def members(self, *, key: str, cursor: str | None = None,
                limit: int | None = None) -> SegmentsMembersResponse: ...
    def update(self, *, key: str, where: Mapping[str, Any] | str, name: str | None = None,
               description: str | None = None,
               start_flows: bool | None = None) -> SegmentsUpdateResponse: ...
