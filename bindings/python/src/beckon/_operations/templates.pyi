# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class TemplatesCreateResponse(TypedDict):
    key: str
    version: int

class TemplatesGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class TemplatesListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class TemplatesPreviewResponse(TypedDict):
    subject: str
    html: str
    text: str
    missing: _list[str]

class TemplatesUpdateResponse(TypedDict):
    key: str
    version: int

class Templates(Noun):
    def create(self, *, key: str, channel: Literal["email", "sms", "push", "webhook"],
               kind: Literal["marketing", "transactional"], name: str | None = None,
               subject: str | None = None, from_: str | None = None,
               reply_to: str | None = None, html: str | None = None,
               text: str | None = None) -> TemplatesCreateResponse: ...
    def get(self, *, key: str, version: int | None = None) -> TemplatesGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> TemplatesListResponse: ...
    def preview(self, *, key: str, profile: Mapping[str, Any],
                event: Mapping[str, Any] | None = None) -> TemplatesPreviewResponse: ...
    def update(self, *, key: str, channel: Literal["email", "sms", "push", "webhook"],
               kind: Literal["marketing", "transactional"], name: str | None = None,
               subject: str | None = None, from_: str | None = None,
               reply_to: str | None = None, html: str | None = None,
               text: str | None = None) -> TemplatesUpdateResponse: ...
