# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class LinksHandleResponse(TypedDict):
    channel: str
    address: str
    unsubscribed: bool

class Links(Noun):
    def handle(self, *, token: str,
               action: Literal["view", "unsubscribe"] | None = None) -> LinksHandleResponse: ...
