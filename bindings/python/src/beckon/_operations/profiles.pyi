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

class ProfilesEraseResponse(TypedDict):
    receipt: _dict[str, Any]

class ProfilesGetResponse(TypedDict):
    id: str
    created_at: str
    identifiers: _list[_dict[str, Any]]
    traits: _dict[str, Any]
    push_tokens: _list[Any]
    consents: _list[_dict[str, Any]]
    segments: _list[str]
    lists: _list[str]

class ProfilesListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProfilesMergeResponse(TypedDict):
    consequences: _dict[str, Any]

class ProfilesRemovePushTokenResponse(TypedDict):
    removed: bool
    consequences: _dict[str, Any]

class ProfilesTimelineResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class Profiles(Noun):
    def add_push_token(self, *, profile: Mapping[str, Any], token: str,
                       platform: Literal["ios", "android", "web"]) -> ProfilesAddPushTokenResponse: ...
    def erase(self, *, profile: Mapping[str, Any]) -> ProfilesEraseResponse: ...
    def get(self, *, profile: Mapping[str, Any]) -> ProfilesGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> ProfilesListResponse: ...
    def merge(self, *, from_: Mapping[str, Any],
              into: Mapping[str, Any]) -> ProfilesMergeResponse: ...
    def remove_push_token(self, *, profile: Mapping[str, Any],
                          token: str) -> ProfilesRemovePushTokenResponse: ...
    def timeline(self, *, profile: Mapping[str, Any], event: str | None = None,
                 limit: int | None = None) -> ProfilesTimelineResponse: ...
