# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class LinksHandleRequestPreferences(TypedDict):
    channel: str
    state: Literal["granted", "denied"]
    topic: NotRequired[str]

class LinksHandleResponse(TypedDict):
    channel: str
    address: str
    unsubscribed: bool
    target: NotRequired[str]
    counted: NotRequired[bool]
    machine: NotRequired[bool]
    confirmed: NotRequired[bool]
    preferences: NotRequired[_list[_dict[str, Any]]]

class Links(Noun):
    def handle(self, *, token: str,
               action: Literal["view", "unsubscribe", "click", "open", "confirm", "choose"] | None = None,
               user_agent: str | None = None, prefetch: bool | None = None,
               preferences: _list[LinksHandleRequestPreferences] | None = None,
               ip: str | None = None) -> LinksHandleResponse: ...
