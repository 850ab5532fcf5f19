# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ConsentsChooseRequestPreferences(TypedDict):
    channel: str
    state: Literal["granted", "denied"]
    topic: NotRequired[str]

class ConsentsChooseResponse(TypedDict):
    preferences: _list[_dict[str, Any]]
    url: NotRequired[str]

class ConsentsConfirmResponse(TypedDict):
    channel: str
    topic: str

class ConsentsGetResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ConsentsHistoryResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ConsentsPreferencesResponse(TypedDict):
    preferences: _list[_dict[str, Any]]
    url: NotRequired[str]

class ConsentsRequestResponse(TypedDict):
    state: str
    consequences: _dict[str, Any]
    confirm_url: NotRequired[str]
    expires_at: NotRequired[str]

class Consents(Noun):
    def choose(self, *, profile: Mapping[str, Any],
               preferences: _list[ConsentsChooseRequestPreferences], source: str | None = None,
               method: str | None = None, text_version: str | None = None,
               ip: str | None = None, user_agent: str | None = None,
               actor: str | None = None) -> ConsentsChooseResponse: ...
    def confirm(self, *, token: str, source: str | None = None, method: str | None = None,
                text_version: str | None = None, ip: str | None = None,
                user_agent: str | None = None,
                actor: str | None = None) -> ConsentsConfirmResponse: ...
    def get(self, *, profile: Mapping[str, Any]) -> ConsentsGetResponse: ...
    def history(self, *, profile: Mapping[str, Any]) -> ConsentsHistoryResponse: ...
    def preferences(self, *, profile: Mapping[str, Any]) -> ConsentsPreferencesResponse: ...
    def request(self, *, profile: Mapping[str, Any], channel: str, topic: str | None = None,
                source: str | None = None, method: str | None = None,
                text_version: str | None = None, ip: str | None = None,
                user_agent: str | None = None,
                actor: str | None = None) -> ConsentsRequestResponse: ...
