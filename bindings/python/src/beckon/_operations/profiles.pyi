# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ProfilesAddPushTokenResponse(TypedDict):
    consequences: _dict[str, Any]

class ProfilesCreateResponse(TypedDict):
    profile: _dict[str, Any]
    consequences: _dict[str, Any]

class ProfilesDeleteResponse(TypedDict):
    receipt: _dict[str, Any]

class ProfilesEraseResponse(TypedDict):
    receipt: _dict[str, Any]

class ProfilesExplainResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProfilesExportResponse(TypedDict):
    profile: _dict[str, Any]
    identity: _list[_dict[str, Any]]
    consents: _list[_dict[str, Any]]
    suppressions: _list[_dict[str, Any]]
    entries: _list[_dict[str, Any]]
    sends: _list[_dict[str, Any]]
    events: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProfilesGetResponse(TypedDict):
    id: str
    created_at: str
    identifiers: _list[_dict[str, Any]]
    traits: _dict[str, Any]
    push_tokens: _list[Any]
    consents: _list[_dict[str, Any]]
    segments: _list[str]
    lists: _list[str]
    computed: _dict[str, Any]

class ProfilesListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProfilesMergeResponse(TypedDict):
    consequences: _dict[str, Any]

class ProfilesPatchResponse(TypedDict):
    profile: _dict[str, Any]
    consequences: _dict[str, Any]

class ProfilesRemovePushTokenResponse(TypedDict):
    removed: bool
    consequences: _dict[str, Any]

class ProfilesSearchRequestPrefix(TypedDict):
    kind: str
    value: str

class ProfilesSearchRequestSort(TypedDict):
    trait: NotRequired[str]
    order: NotRequired[Literal["asc", "desc"]]

class ProfilesSearchResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProfilesTimelineResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class Profiles(Noun):
    def add_push_token(self, *, profile: Mapping[str, Any], token: str,
                       platform: Literal["ios", "android", "web"]) -> ProfilesAddPushTokenResponse: ...
    def create(self, *, user_id: str | None = None, anonymous_id: str | None = None,
               email: str | None = None, phone: str | None = None,
               identifiers: Mapping[str, Any] | None = None,
               traits: Mapping[str, Any] | None = None) -> ProfilesCreateResponse: ...
    def delete(self, *, profile: Mapping[str, Any]) -> ProfilesDeleteResponse: ...
    def erase(self, *, profile: Mapping[str, Any]) -> ProfilesEraseResponse: ...
    def explain(self, *, profile: Mapping[str, Any]) -> ProfilesExplainResponse: ...
    def export(self, *, profile: Mapping[str, Any],
               cursor: str | None = None) -> ProfilesExportResponse: ...
    def get(self, *, profile: Mapping[str, Any]) -> ProfilesGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> ProfilesListResponse: ...
    def merge(self, *, from_: Mapping[str, Any],
              into: Mapping[str, Any]) -> ProfilesMergeResponse: ...
    def patch(self, *, profile: Mapping[str, Any],
              traits: Mapping[str, Any]) -> ProfilesPatchResponse: ...
    def remove_push_token(self, *, profile: Mapping[str, Any],
                          token: str) -> ProfilesRemovePushTokenResponse: ...
    def search(self, *, prefix: ProfilesSearchRequestPrefix | None = None,
               where: Mapping[str, Any] | str | None = None,
               sort: ProfilesSearchRequestSort | None = None, cursor: str | None = None,
               limit: int | None = None,
               progress: Watcher | None = None) -> ProfilesSearchResponse: ...
    def timeline(self, *, profile: Mapping[str, Any], event: str | None = None,
                 from_: datetime | str | None = None, to: datetime | str | None = None,
                 cursor: str | None = None,
                 limit: int | None = None) -> ProfilesTimelineResponse: ...
