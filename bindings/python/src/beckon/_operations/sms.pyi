# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SmsInboundResponse(TypedDict):
    meaning: Literal["none", "stop", "start", "help"]
    changed: bool
    reply: NotRequired[str]
    consequences: NotRequired[_dict[str, Any]]

class Sms(Noun):
    def inbound(self, *, from_: str, body: str, to: str | None = None,
                meaning: Literal["none", "stop", "start", "help"] | None = None) -> SmsInboundResponse: ...
