# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class SettingsGetResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]

class SettingsUpdateResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]

class Settings(Noun):
    def get(self) -> SettingsGetResponse: ...
    def update(self, *, name: str | None = None, public_url: str | None = None,
               address: str | None = None) -> SettingsUpdateResponse: ...
