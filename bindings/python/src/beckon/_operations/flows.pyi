# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class FlowsArchiveResponse(TypedDict):
    pass

class FlowsCreateResponse(TypedDict):
    key: str
    updated_at: str

class FlowsEntriesResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class FlowsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class FlowsPauseResponse(TypedDict):
    pass

class FlowsPublishResponse(TypedDict):
    key: str
    version: int

class FlowsResumeResponse(TypedDict):
    pass

class FlowsStartResponse(TypedDict):
    started: int
    refused: _dict[str, int]
    consequences: NotRequired[_dict[str, Any]]

class FlowsStatsResponseNodes(TypedDict):
    node: str
    version: int
    entered: int
    waiting: int

class FlowsStatsResponse(TypedDict):
    key: str
    started: int
    active: int
    completed: int
    exited: int
    refused: _dict[str, int]
    nodes: _list[FlowsStatsResponseNodes]

class FlowsUpdateResponse(TypedDict):
    key: str
    updated_at: str

class Flows(Noun):
    def archive(self, *, key: str) -> FlowsArchiveResponse: ...
    def create(self, *, key: str, trigger: Mapping[str, Any], start: Any,
               nodes: Mapping[str, Any], name: str | None = None, entry_key: Any | None = None,
               filter: Mapping[str, Any] | str | None = None, reentry: Any | None = None,
               again: Any | None = None, include_existing: Any | None = None,
               exit_when: _list[Any] | None = None) -> FlowsCreateResponse: ...
    def entries(self, *, key: str, state: str | None = None,
                profile: Mapping[str, Any] | None = None, cursor: str | None = None,
                limit: int | None = None) -> FlowsEntriesResponse: ...
    def get(self, *, key: str, version: int | None = None) -> FlowsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> FlowsListResponse: ...
    def pause(self, *, key: str) -> FlowsPauseResponse: ...
    def publish(self, *, key: str) -> FlowsPublishResponse: ...
    def resume(self, *, key: str) -> FlowsResumeResponse: ...
    def start(self, *, key: str, profile: Mapping[str, Any] | None = None,
              where: Mapping[str, Any] | str | None = None,
              properties: Mapping[str, Any] | None = None) -> FlowsStartResponse: ...
    def stats(self, *, key: str) -> FlowsStatsResponse: ...
    def update(self, *, key: str, trigger: Mapping[str, Any], start: Any,
               nodes: Mapping[str, Any], name: str | None = None, entry_key: Any | None = None,
               filter: Mapping[str, Any] | str | None = None, reentry: Any | None = None,
               again: Any | None = None, include_existing: Any | None = None,
               exit_when: _list[Any] | None = None) -> FlowsUpdateResponse: ...
