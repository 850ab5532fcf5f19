# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

SettingsGetResponseQuietHours = TypedDict("SettingsGetResponseQuietHours", {"channels": _list[Literal["email", "sms", "push", "webhook"]],
                                                                            "from": NotRequired[str],
                                                                            "to": NotRequired[str]})

class SettingsGetResponseFrequencyCaps(TypedDict):
    limit: int
    channel: NotRequired[Literal["email", "sms", "push", "webhook"]]
    per: NotRequired[str]
    calendar: NotRequired[Literal["day", "week", "month"]]

class SettingsGetResponseSms(TypedDict):
    stop_words: _list[str]
    opt_out_text: NotRequired[str]
    help_text: NotRequired[str]

class SettingsGetResponseWebhooks(TypedDict):
    allow_private: bool
    timeout: NotRequired[str]

class SettingsGetResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]
    timezone: NotRequired[str]
    quiet_hours: NotRequired[SettingsGetResponseQuietHours]
    frequency_caps: NotRequired[_list[SettingsGetResponseFrequencyCaps]]
    sms: NotRequired[SettingsGetResponseSms]
    webhooks: NotRequired[SettingsGetResponseWebhooks]

SettingsUpdateRequestQuietHours = TypedDict("SettingsUpdateRequestQuietHours", {"from": NotRequired[str],
                                                                                "to": NotRequired[str],
                                                                                "channels": NotRequired[_list[Literal["email", "sms", "push", "webhook"]]]})

class SettingsUpdateRequestFrequencyCaps(TypedDict):
    limit: int
    channel: NotRequired[Literal["email", "sms", "push", "webhook"]]
    per: NotRequired[str]
    calendar: NotRequired[Literal["day", "week", "month"]]

class SettingsUpdateRequestSms(TypedDict):
    opt_out_text: NotRequired[str]
    help_text: NotRequired[str]
    stop_words: NotRequired[_list[str]]

class SettingsUpdateRequestWebhooks(TypedDict):
    allow_private: NotRequired[bool]
    timeout: NotRequired[str]

SettingsUpdateResponseQuietHours = TypedDict("SettingsUpdateResponseQuietHours", {"channels": _list[Literal["email", "sms", "push", "webhook"]],
                                                                                  "from": NotRequired[str],
                                                                                  "to": NotRequired[str]})

class SettingsUpdateResponseFrequencyCaps(TypedDict):
    limit: int
    channel: NotRequired[Literal["email", "sms", "push", "webhook"]]
    per: NotRequired[str]
    calendar: NotRequired[Literal["day", "week", "month"]]

class SettingsUpdateResponseSms(TypedDict):
    stop_words: _list[str]
    opt_out_text: NotRequired[str]
    help_text: NotRequired[str]

class SettingsUpdateResponseWebhooks(TypedDict):
    allow_private: bool
    timeout: NotRequired[str]

class SettingsUpdateResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]
    timezone: NotRequired[str]
    quiet_hours: NotRequired[SettingsUpdateResponseQuietHours]
    frequency_caps: NotRequired[_list[SettingsUpdateResponseFrequencyCaps]]
    sms: NotRequired[SettingsUpdateResponseSms]
    webhooks: NotRequired[SettingsUpdateResponseWebhooks]

class Settings(Noun):
    def get(self) -> SettingsGetResponse: ...
    def update(self, *, name: str | None = None, public_url: str | None = None,
               address: str | None = None, timezone: str | None = None,
               quiet_hours: SettingsUpdateRequestQuietHours | None = None,
               frequency_caps: _list[SettingsUpdateRequestFrequencyCaps] | None = None,
               sms: SettingsUpdateRequestSms | None = None,
               webhooks: SettingsUpdateRequestWebhooks | None = None) -> SettingsUpdateResponse: ...
