# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SendsGetResponse(TypedDict):
    send: _dict[str, Any]

class SendsListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class SendsMessageResponse(TypedDict):
    at: str
    form: str
    content: str

class Sends(Noun):
    def get(self, *, id: str) -> SendsGetResponse: ...
    def list(self, *, profile: Mapping[str, Any] | None = None, flow: str | None = None,
             node: str | None = None, channel: str | None = None, template: str | None = None,
             address: str | None = None, from_: datetime | str | None = None,
             to: datetime | str | None = None, state: str | None = None,
             reason: str | None = None, cursor: str | None = None,
             limit: int | None = None) -> SendsListResponse: ...
    def message(self, *, id: str) -> SendsMessageResponse: ...
