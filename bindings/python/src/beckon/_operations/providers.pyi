# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class ProvidersCheckResponse(TypedDict):
    ok: bool
    asked: bool
    reason: NotRequired[str]

class ProvidersCreateResponse(TypedDict):
    key: str
    version: int

class ProvidersDeleteResponse(TypedDict):
    pass

class ProvidersGetResponse(TypedDict):
    key: str
    updated_at: str
    config: _dict[str, Any]

class ProvidersListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class ProvidersUpdateResponse(TypedDict):
    key: str
    version: int

class Providers(Noun):
    def check(self, *, key: str) -> ProvidersCheckResponse: ...
    def create(self, *, key: str, kind: str, channel: str, priority: int | None = None,
               weight: int | None = None, rate: Any | None = None,
               daily_quota: int | None = None, warm_up: Any | None = None,
               domains: Any | None = None, breaker: Any | None = None, retry: Any | None = None,
               base_url: Any | None = None, timeout: Any | None = None,
               allow_private: Any | None = None, directory: Any | None = None,
               host: Any | None = None, port: Any | None = None, username: Any | None = None,
               password: Any | None = None, security: Any | None = None,
               ehlo: Any | None = None, dkim_domain: Any | None = None,
               dkim_selector: Any | None = None, dkim_private_key: Any | None = None,
               ca_file: Any | None = None, region: Any | None = None,
               access_key_id: Any | None = None, secret_access_key: Any | None = None,
               session_token: Any | None = None, configuration_set: Any | None = None,
               api_key: Any | None = None, on_behalf_of: Any | None = None,
               ip_pool: Any | None = None, batch: Any | None = None,
               server_token: Any | None = None, message_stream: Any | None = None,
               api_token: Any | None = None, team_id: Any | None = None,
               key_id: Any | None = None, private_key: Any | None = None,
               topic: Any | None = None, sandbox: Any | None = None, sound: Any | None = None,
               service_account: Any | None = None, android_channel: Any | None = None,
               android_priority: Any | None = None, vapid_private_key: Any | None = None,
               contact: Any | None = None, urgency: Any | None = None, ttl: Any | None = None,
               account_sid: Any | None = None, auth_token: Any | None = None,
               api_secret: Any | None = None, from_: Any | None = None,
               messaging_service_sid: Any | None = None, status_callback: Any | None = None,
               url: Any | None = None, secret: Any | None = None, topic_arn: Any | None = None,
               webhook_key: Any | None = None, webhook_user: Any | None = None,
               webhook_password: Any | None = None, webhook_secret: Any | None = None,
               webhook_secret_before: Any | None = None, shop: Any | None = None,
               identify_by: Any | None = None, revision: Any | None = None,
               metric: Any | None = None, conversion_metric: Any | None = None,
               webhook_id: Any | None = None, event_account: Any | None = None,
               event_key: Any | None = None, event: Any | None = None,
               event_url: Any | None = None,
               webhook_token: Any | None = None) -> ProvidersCreateResponse: ...
    def delete(self, *, key: str) -> ProvidersDeleteResponse: ...
    def get(self, *, key: str) -> ProvidersGetResponse: ...
    def list(self) -> ProvidersListResponse: ...
    def update(self, *, key: str, kind: str, channel: str, priority: int | None = None,
               weight: int | None = None, rate: Any | None = None,
               daily_quota: int | None = None, warm_up: Any | None = None,
               domains: Any | None = None, breaker: Any | None = None, retry: Any | None = None,
               base_url: Any | None = None, timeout: Any | None = None,
               allow_private: Any | None = None, directory: Any | None = None,
               host: Any | None = None, port: Any | None = None, username: Any | None = None,
               password: Any | None = None, security: Any | None = None,
               ehlo: Any | None = None, dkim_domain: Any | None = None,
               dkim_selector: Any | None = None, dkim_private_key: Any | None = None,
               ca_file: Any | None = None, region: Any | None = None,
               access_key_id: Any | None = None, secret_access_key: Any | None = None,
               session_token: Any | None = None, configuration_set: Any | None = None,
               api_key: Any | None = None, on_behalf_of: Any | None = None,
               ip_pool: Any | None = None, batch: Any | None = None,
               server_token: Any | None = None, message_stream: Any | None = None,
               api_token: Any | None = None, team_id: Any | None = None,
               key_id: Any | None = None, private_key: Any | None = None,
               topic: Any | None = None, sandbox: Any | None = None, sound: Any | None = None,
               service_account: Any | None = None, android_channel: Any | None = None,
               android_priority: Any | None = None, vapid_private_key: Any | None = None,
               contact: Any | None = None, urgency: Any | None = None, ttl: Any | None = None,
               account_sid: Any | None = None, auth_token: Any | None = None,
               api_secret: Any | None = None, from_: Any | None = None,
               messaging_service_sid: Any | None = None, status_callback: Any | None = None,
               url: Any | None = None, secret: Any | None = None, topic_arn: Any | None = None,
               webhook_key: Any | None = None, webhook_user: Any | None = None,
               webhook_password: Any | None = None, webhook_secret: Any | None = None,
               webhook_secret_before: Any | None = None, shop: Any | None = None,
               identify_by: Any | None = None, revision: Any | None = None,
               metric: Any | None = None, conversion_metric: Any | None = None,
               webhook_id: Any | None = None, event_account: Any | None = None,
               event_key: Any | None = None, event: Any | None = None,
               event_url: Any | None = None,
               webhook_token: Any | None = None) -> ProvidersUpdateResponse: ...
