# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class BouncesReceiveResponse(TypedDict):
    kind: str
    counted: bool
    send: NotRequired[str]
    recipient: NotRequired[str]
    reason: NotRequired[str]

class Bounces(Noun):
    def receive(self, *, body: str | None = None,
                body_base64: str | None = None) -> BouncesReceiveResponse: ...
