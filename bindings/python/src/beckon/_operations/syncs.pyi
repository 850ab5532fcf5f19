# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SyncsAlertsResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SyncsCreateResponse(TypedDict):
    key: str
    version: int

class SyncsDeleteResponse(TypedDict):
    pass

class SyncsFailuresResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SyncsGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class SyncsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SyncsReconcileResponse(TypedDict):
    here: int
    there: int
    same: int
    pending: int
    differs: int
    missing: int
    only_there: int
    queued: int
    samples: _list[_dict[str, Any]]

class SyncsRemoteResponse(TypedDict):
    collection: str
    read_at: str
    items: _list[_dict[str, Any]]

class SyncsRetryResponse(TypedDict):
    queued: int

class SyncsRunResponse(TypedDict):
    settled: int

class SyncsStatusResponse(TypedDict):
    key: str
    paused: bool
    waiting: int
    inflight: int
    failed: int
    to_queue: int
    contacts: int
    events: int
    dropped: int
    lag_ms: int
    tries: int
    failures: int
    slowest_ms: int
    alerts: _list[_dict[str, Any]]
    told_at: NotRequired[str]

class SyncsUpdateResponse(TypedDict):
    key: str
    version: int

class Syncs(Noun):
    def alerts(self) -> SyncsAlertsResponse: ...
    def create(self, *, key: str, provider: str, paused: bool | None = None,
               segment: str | None = None, traits: Mapping[str, str] | None = None,
               other_traits: bool | None = None, events: _list[str] | None = None,
               lists: Mapping[str, str] | None = None, consents: _list[str] | None = None,
               existing: bool | None = None) -> SyncsCreateResponse: ...
    def delete(self, *, key: str) -> SyncsDeleteResponse: ...
    def failures(self, *, key: str, cursor: str | None = None,
                 limit: int | None = None) -> SyncsFailuresResponse: ...
    def get(self, *, key: str, version: int | None = None) -> SyncsGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> SyncsListResponse: ...
    def reconcile(self, *, key: str, repair: bool | None = None, samples: int | None = None,
                  progress: Watcher | None = None) -> SyncsReconcileResponse: ...
    def remote(self, *, key: str, collection: str, refresh: bool | None = None,
               progress: Watcher | None = None) -> SyncsRemoteResponse: ...
    def retry(self, *, key: str, items: _list[str] | None = None) -> SyncsRetryResponse: ...
    def run(self, *, key: str, existing: bool | None = None) -> SyncsRunResponse: ...
    def status(self, *, key: str) -> SyncsStatusResponse: ...
    def update(self, *, key: str, provider: str, paused: bool | None = None,
               segment: str | None = None, traits: Mapping[str, str] | None = None,
               other_traits: bool | None = None, events: _list[str] | None = None,
               lists: Mapping[str, str] | None = None, consents: _list[str] | None = None,
               existing: bool | None = None) -> SyncsUpdateResponse: ...
