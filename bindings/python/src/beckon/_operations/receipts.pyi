# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ReceiptsRecordResponse(TypedDict):
    counted: bool
    consequences: _dict[str, Any]

class Receipts(Noun):
    def record(self, *, send: str,
               state: Literal["delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "converted"],
               at: datetime | str | None = None, machine: bool | None = None,
               hard: bool | None = None,
               blocked: bool | None = None) -> ReceiptsRecordResponse: ...
