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

class SettingsGetResponseLinksUtm(TypedDict):
    source: NotRequired[str]
    medium: NotRequired[str]
    campaign: NotRequired[str]
    term: NotRequired[str]
    content: NotRequired[str]

class SettingsGetResponseLinks(TypedDict):
    clicks: bool
    opens: bool
    domains: _list[str]
    utm: NotRequired[SettingsGetResponseLinksUtm]

class SettingsGetResponseMessages(TypedDict):
    keep: NotRequired[str]

class SettingsGetResponseSoftBounces(TypedDict):
    limit: NotRequired[int]
    over: NotRequired[str]
    within: NotRequired[str]

class SettingsGetResponseIdentifiers(TypedDict):
    kind: str
    priority: NotRequired[int]
    limit: NotRequired[int]

class SettingsGetResponseDoubleOptIn(TypedDict):
    channel: Literal["email", "sms", "push"]
    template: NotRequired[str]
    expires: NotRequired[str]

class SettingsGetResponseTopics(TypedDict):
    key: str
    channels: _list[Literal["email", "sms", "push"]]
    name: NotRequired[str]
    description: NotRequired[str]

class SettingsGetResponseRetention(TypedDict):
    events: _dict[str, str]
    every: NotRequired[str]

class SettingsGetResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]
    timezone: NotRequired[str]
    quiet_hours: NotRequired[SettingsGetResponseQuietHours]
    frequency_caps: NotRequired[_list[SettingsGetResponseFrequencyCaps]]
    sms: NotRequired[SettingsGetResponseSms]
    webhooks: NotRequired[SettingsGetResponseWebhooks]
    links: NotRequired[SettingsGetResponseLinks]
    messages: NotRequired[SettingsGetResponseMessages]
    soft_bounces: NotRequired[SettingsGetResponseSoftBounces]
    identifiers: NotRequired[_list[SettingsGetResponseIdentifiers]]
    ip_addresses: NotRequired[Literal["truncated", "kept", "dropped"]]
    double_opt_in: NotRequired[_list[SettingsGetResponseDoubleOptIn]]
    topics: NotRequired[_list[SettingsGetResponseTopics]]
    retention: NotRequired[SettingsGetResponseRetention]

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

class SettingsUpdateRequestLinksUtm(TypedDict):
    source: NotRequired[str]
    medium: NotRequired[str]
    campaign: NotRequired[str]
    term: NotRequired[str]
    content: NotRequired[str]

class SettingsUpdateRequestLinks(TypedDict):
    clicks: NotRequired[bool]
    opens: NotRequired[bool]
    domains: NotRequired[_list[str]]
    utm: NotRequired[SettingsUpdateRequestLinksUtm]

class SettingsUpdateRequestMessages(TypedDict):
    keep: NotRequired[str]

class SettingsUpdateRequestSoftBounces(TypedDict):
    limit: NotRequired[int]
    over: NotRequired[str]
    within: NotRequired[str]

class SettingsUpdateRequestIdentifiers(TypedDict):
    kind: str
    priority: NotRequired[int]
    limit: NotRequired[int]

class SettingsUpdateRequestDoubleOptIn(TypedDict):
    channel: Literal["email", "sms", "push"]
    template: NotRequired[str]
    expires: NotRequired[str]

class SettingsUpdateRequestTopics(TypedDict):
    key: str
    name: NotRequired[str]
    description: NotRequired[str]
    channels: NotRequired[_list[Literal["email", "sms", "push"]]]

class SettingsUpdateRequestRetention(TypedDict):
    events: NotRequired[Mapping[str, str]]
    every: NotRequired[str]

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

class SettingsUpdateResponseLinksUtm(TypedDict):
    source: NotRequired[str]
    medium: NotRequired[str]
    campaign: NotRequired[str]
    term: NotRequired[str]
    content: NotRequired[str]

class SettingsUpdateResponseLinks(TypedDict):
    clicks: bool
    opens: bool
    domains: _list[str]
    utm: NotRequired[SettingsUpdateResponseLinksUtm]

class SettingsUpdateResponseMessages(TypedDict):
    keep: NotRequired[str]

class SettingsUpdateResponseSoftBounces(TypedDict):
    limit: NotRequired[int]
    over: NotRequired[str]
    within: NotRequired[str]

class SettingsUpdateResponseIdentifiers(TypedDict):
    kind: str
    priority: NotRequired[int]
    limit: NotRequired[int]

class SettingsUpdateResponseDoubleOptIn(TypedDict):
    channel: Literal["email", "sms", "push"]
    template: NotRequired[str]
    expires: NotRequired[str]

class SettingsUpdateResponseTopics(TypedDict):
    key: str
    channels: _list[Literal["email", "sms", "push"]]
    name: NotRequired[str]
    description: NotRequired[str]

class SettingsUpdateResponseRetention(TypedDict):
    events: _dict[str, str]
    every: NotRequired[str]

class SettingsUpdateResponse(TypedDict):
    name: NotRequired[str]
    public_url: NotRequired[str]
    address: NotRequired[str]
    timezone: NotRequired[str]
    quiet_hours: NotRequired[SettingsUpdateResponseQuietHours]
    frequency_caps: NotRequired[_list[SettingsUpdateResponseFrequencyCaps]]
    sms: NotRequired[SettingsUpdateResponseSms]
    webhooks: NotRequired[SettingsUpdateResponseWebhooks]
    links: NotRequired[SettingsUpdateResponseLinks]
    messages: NotRequired[SettingsUpdateResponseMessages]
    soft_bounces: NotRequired[SettingsUpdateResponseSoftBounces]
    identifiers: NotRequired[_list[SettingsUpdateResponseIdentifiers]]
    ip_addresses: NotRequired[Literal["truncated", "kept", "dropped"]]
    double_opt_in: NotRequired[_list[SettingsUpdateResponseDoubleOptIn]]
    topics: NotRequired[_list[SettingsUpdateResponseTopics]]
    retention: NotRequired[SettingsUpdateResponseRetention]

class Settings(Noun):
    def get(self) -> SettingsGetResponse: ...
    def update(self, *, name: str | None = None, public_url: str | None = None,
               address: str | None = None, timezone: str | None = None,
               quiet_hours: SettingsUpdateRequestQuietHours | None = None,
               frequency_caps: _list[SettingsUpdateRequestFrequencyCaps] | None = None,
               sms: SettingsUpdateRequestSms | None = None,
               webhooks: SettingsUpdateRequestWebhooks | None = None,
               links: SettingsUpdateRequestLinks | None = None,
               messages: SettingsUpdateRequestMessages | None = None,
               soft_bounces: SettingsUpdateRequestSoftBounces | None = None,
               identifiers: _list[SettingsUpdateRequestIdentifiers] | None = None,
               ip_addresses: Literal["truncated", "kept", "dropped"] | None = None,
               double_opt_in: _list[SettingsUpdateRequestDoubleOptIn] | None = None,
               topics: _list[SettingsUpdateRequestTopics] | None = None,
               retention: SettingsUpdateRequestRetention | None = None) -> SettingsUpdateResponse: ...
