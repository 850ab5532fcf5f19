# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ReportsMessagesResponseRates(TypedDict):
    delivery: float
    open: float
    click: float
    click_to_open: float
    bounce: float
    complaint: float
    unsubscribe: float
    conversion: float

class ReportsMessagesResponseGroupsRates(TypedDict):
    delivery: float
    open: float
    click: float
    click_to_open: float
    bounce: float
    complaint: float
    unsubscribe: float
    conversion: float

class ReportsMessagesResponseGroups(TypedDict):
    key: str
    messages: _dict[str, int]
    rates: ReportsMessagesResponseGroupsRates

class ReportsMessagesResponse(TypedDict):
    sends: _dict[str, int]
    exclusions: _dict[str, int]
    moved: _dict[str, int]
    messages: _dict[str, int]
    rates: ReportsMessagesResponseRates
    groups: _list[ReportsMessagesResponseGroups]

class Reports(Noun):
    def messages(self, *, channel: str | None = None, template: str | None = None,
                 flow: str | None = None, node: str | None = None,
                 by: Literal["channel", "template", "flow", "node", "none"] | None = None) -> ReportsMessagesResponse: ...
