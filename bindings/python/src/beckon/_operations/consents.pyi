# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ConsentsGetResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ConsentsHistoryResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class Consents(Noun):
    def get(self, *, profile: Mapping[str, Any]) -> ConsentsGetResponse: ...
    def history(self, *, profile: Mapping[str, Any]) -> ConsentsHistoryResponse: ...
