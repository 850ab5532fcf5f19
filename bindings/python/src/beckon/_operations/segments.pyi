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

SegmentsDependentsResponseUsedBy = TypedDict("SegmentsDependentsResponseUsedBy", {"kind": str,
                                                                                  "key": str,
                                                                                  "as": _list[str],
                                                                                  "path": _list[str]})

SegmentsDependentsResponseUses = TypedDict("SegmentsDependentsResponseUses", {"kind": str,
                                                                              "key": str,
                                                                              "as": _list[str],
                                                                              "path": _list[str]})

class SegmentsDependentsResponse(TypedDict):
    used_by: _list[SegmentsDependentsResponseUsedBy]
    uses: _list[SegmentsDependentsResponseUses]

class SegmentsDifferenceResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsEstimateResponse(TypedDict):
    count: int
    of: int
    sample: _list[_dict[str, Any]]

class SegmentsExcludeResponse(TypedDict):
    consequences: _dict[str, Any]

class SegmentsExplainResponseByHand(TypedDict):
    state: str
    source: str
    at: str

class SegmentsExplainResponse(TypedDict):
    member: bool
    proof: _dict[str, Any]
    by_hand: NotRequired[SegmentsExplainResponseByHand]

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

class SegmentsGrowthResponseItems(TypedDict):
    day: str
    entered: int
    left: int
    members: int

class SegmentsGrowthResponse(TypedDict):
    items: _list[SegmentsGrowthResponseItems]

class SegmentsHasResponse(TypedDict):
    member: bool

class SegmentsHistoryResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsIncludeResponse(TypedDict):
    consequences: _dict[str, Any]

class SegmentsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsMembersResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SegmentsOverlapResponseSegments(TypedDict):
    key: str
    count: int
    only: int

class SegmentsOverlapResponsePairs(TypedDict):
    keys: _list[str]
    both: int
    either: int

class SegmentsOverlapResponse(TypedDict):
    segments: _list[SegmentsOverlapResponseSegments]
    pairs: _list[SegmentsOverlapResponsePairs]
    all: int
    any: int

class SegmentsResetResponse(TypedDict):
    consequences: _dict[str, Any]

class SegmentsUpdateResponse(TypedDict):
    key: str
    version: int

class Segments(Noun):
    def count(self, *, key: str, at: datetime | str | None = None,
              progress: Watcher | None = None) -> SegmentsCountResponse: ...
    def create(self, *, key: str, where: Mapping[str, Any] | str, name: str | None = None,
               description: str | None = None) -> SegmentsCreateResponse: ...
    def delete(self, *, key: str) -> SegmentsDeleteResponse: ...
    def dependents(self, *, key: str) -> SegmentsDependentsResponse: ...
    def difference(self, *, key: str, without: str, cursor: str | None = None,
                   limit: int | None = None) -> SegmentsDifferenceResponse: ...
    def estimate(self, *, where: Mapping[str, Any] | str, sample: int | None = None,
                 at: datetime | str | None = None,
                 progress: Watcher | None = None) -> SegmentsEstimateResponse: ...
    def exclude(self, *, key: str, profile: Mapping[str, Any],
                source: str | None = None) -> SegmentsExcludeResponse: ...
    def explain(self, *, profile: Mapping[str, Any], key: str | None = None,
                where: Mapping[str, Any] | str | None = None,
                at: datetime | str | None = None) -> SegmentsExplainResponse: ...
    def format(self, *, where: Mapping[str, Any] | str) -> SegmentsFormatResponse: ...
    def get(self, *, key: str, version: int | None = None) -> SegmentsGetResponse: ...
    def growth(self, *, key: str, from_: datetime | str,
               to: datetime | str) -> SegmentsGrowthResponse: ...
    def has(self, *, key: str, profile: Mapping[str, Any],
            at: datetime | str | None = None) -> SegmentsHasResponse: ...
    def history(self, *, profile: Mapping[str, Any], key: str | None = None,
                cursor: str | None = None,
                limit: int | None = None) -> SegmentsHistoryResponse: ...
    def include(self, *, key: str, profile: Mapping[str, Any],
                source: str | None = None) -> SegmentsIncludeResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> SegmentsListResponse: ...
    def members(self, *, key: str, sort: Literal["id", "joined_at"] | None = None,
                order: Literal["asc", "desc"] | None = None, cursor: str | None = None,
                limit: int | None = None) -> SegmentsMembersResponse: ...
    def overlap(self, *, keys: _list[str],
                progress: Watcher | None = None) -> SegmentsOverlapResponse: ...
    def reset(self, *, key: str, profile: Mapping[str, Any],
              source: str | None = None) -> SegmentsResetResponse: ...
    def update(self, *, key: str, where: Mapping[str, Any] | str, name: str | None = None,
               description: str | None = None,
               start_flows: bool | None = None) -> SegmentsUpdateResponse: ...
