# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ProvidersCreateResponse(TypedDict):
    key: str
    version: int

class ProvidersDeleteResponse(TypedDict):
    pass

class ProvidersGetResponse(TypedDict):
    key: str
    updated_at: str
    config: _dict[str, Any]

class ProvidersListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProvidersUpdateResponse(TypedDict):
    key: str
    version: int

class Providers(Noun):
    def create(self, *, key: str, kind: str, channel: str, priority: int | None = None,
               base_url: Any | None = None, timeout: Any | None = None,
               retry: Any | None = None, breaker: Any | None = None,
               allow_private: Any | None = None, directory: Any | None = None,
               host: Any | None = None, port: Any | None = None, username: Any | None = None,
               password: Any | None = None, security: Any | None = None,
               ehlo: Any | None = None,
               ca_file: Any | None = None) -> ProvidersCreateResponse: ...
    def delete(self, *, key: str) -> ProvidersDeleteResponse: ...
    def get(self, *, key: str) -> ProvidersGetResponse: ...
    def list(self) -> ProvidersListResponse: ...
    def update(self, *, key: str, kind: str, channel: str, priority: int | None = None,
               base_url: Any | None = None, timeout: Any | None = None,
               retry: Any | None = None, breaker: Any | None = None,
               allow_private: Any | None = None, directory: Any | None = None,
               host: Any | None = None, port: Any | None = None, username: Any | None = None,
               password: Any | None = None, security: Any | None = None,
               ehlo: Any | None = None,
               ca_file: Any | None = None) -> ProvidersUpdateResponse: ...
