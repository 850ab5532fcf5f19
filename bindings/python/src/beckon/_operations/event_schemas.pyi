# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class EventSchemasCreateRequestProperties(TypedDict):
    property: str
    type: NotRequired[Literal["any", "string", "number", "integer", "boolean", "object", "array", "time"]]
    required: NotRequired[bool]
    one_of: NotRequired[_list[Any]]

class EventSchemasCreateResponse(TypedDict):
    key: str
    version: int

class EventSchemasDeleteResponse(TypedDict):
    pass

class EventSchemasGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class EventSchemasListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class EventSchemasUpdateRequestProperties(TypedDict):
    property: str
    type: NotRequired[Literal["any", "string", "number", "integer", "boolean", "object", "array", "time"]]
    required: NotRequired[bool]
    one_of: NotRequired[_list[Any]]

class EventSchemasUpdateResponse(TypedDict):
    key: str
    version: int

class EventSchemasViolationsResponse(TypedDict):
    items: _list[_dict[str, Any]]
    total: int

class EventSchemas(Noun):
    def create(self, *, key: str, event: str, description: str | None = None,
               properties: _list[EventSchemasCreateRequestProperties] | None = None,
               additional: bool | None = None,
               on_violation: Literal["record", "refuse"] | None = None) -> EventSchemasCreateResponse: ...
    def delete(self, *, key: str) -> EventSchemasDeleteResponse: ...
    def get(self, *, key: str, version: int | None = None) -> EventSchemasGetResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> EventSchemasListResponse: ...
    def update(self, *, key: str, event: str, description: str | None = None,
               properties: _list[EventSchemasUpdateRequestProperties] | None = None,
               additional: bool | None = None,
               on_violation: Literal["record", "refuse"] | None = None) -> EventSchemasUpdateResponse: ...
    def violations(self, *, key: str) -> EventSchemasViolationsResponse: ...
