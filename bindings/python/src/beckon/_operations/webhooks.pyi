# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class WebhooksReceiveResponse(TypedDict):
    notices: int
    counted: int
    unknown: int
    texts: int
    records: int
    duplicates: int
    refused: _list[_dict[str, Any]]
    requests: _list[_dict[str, Any]]
    confirmed: bool
    reply: NotRequired[str]

class Webhooks(Noun):
    def receive(self, *, provider: str, headers: Mapping[str, Any], url: str | None = None,
                body: str | None = None,
                body_base64: str | None = None) -> WebhooksReceiveResponse: ...
