# Made by bindings/generate.py from the operation registry; do not edit.
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict

class TemplatesCompileResponse(TypedDict):
    html: str

class TemplatesCreateRequestSource(TypedDict):
    language: Literal["mjml", "html"]
    text: str

class TemplatesCreateRequestLocalesSource(TypedDict):
    language: Literal["mjml", "html"]
    text: str

TemplatesCreateRequestLocales = TypedDict("TemplatesCreateRequestLocales", {"subject": NotRequired[str],
                                                                            "from": NotRequired[str],
                                                                            "reply_to": NotRequired[str],
                                                                            "html": NotRequired[str],
                                                                            "text": NotRequired[str],
                                                                            "source": NotRequired[TemplatesCreateRequestLocalesSource]})

class TemplatesCreateRequestAttachments(TypedDict):
    name: str
    content_type: str
    content: str
    content_id: NotRequired[str]

class TemplatesCreateRequestLinksUtm(TypedDict):
    source: NotRequired[str]
    medium: NotRequired[str]
    campaign: NotRequired[str]
    term: NotRequired[str]
    content: NotRequired[str]

class TemplatesCreateRequestLinks(TypedDict):
    clicks: NotRequired[bool]
    opens: NotRequired[bool]
    utm: NotRequired[TemplatesCreateRequestLinksUtm]

class TemplatesCreateResponse(TypedDict):
    key: str
    version: int

class TemplatesGetResponse(TypedDict):
    key: str
    version: int
    created_at: str
    updated_at: str
    definition: _dict[str, Any]
    status: NotRequired[str]

class TemplatesLintResponseFindings(TypedDict):
    severity: Literal["error", "warning", "note"]
    rule: str
    pointer: str
    message: str
    line: NotRequired[int]
    column: NotRequired[int]
    hint: NotRequired[str]

class TemplatesLintResponse(TypedDict):
    publishable: bool
    findings: _list[TemplatesLintResponseFindings]

class TemplatesListResponse(TypedDict):
    items: _list[_dict[str, Any]]
    cursor: NotRequired[str]

class TemplatesPreviewResponseSms(TypedDict):
    encoding: str
    units: int
    segments: int
    left: int

class TemplatesPreviewResponse(TypedDict):
    subject: str
    html: str
    text: str
    missing: _list[str]
    sms: NotRequired[TemplatesPreviewResponseSms]

class TemplatesRenderResponseSms(TypedDict):
    encoding: str
    units: int
    segments: int
    left: int

class TemplatesRenderResponse(TypedDict):
    subject: str
    html: str
    text: str
    missing: _list[str]
    sms: NotRequired[TemplatesRenderResponseSms]

class TemplatesSendTestResponse(TypedDict):
    account: str
    result: str
    provider_message_id: NotRequired[str]
    reason: NotRequired[str]

class TemplatesUpdateRequestSource(TypedDict):
    language: Literal["mjml", "html"]
    text: str

class TemplatesUpdateRequestLocalesSource(TypedDict):
    language: Literal["mjml", "html"]
    text: str

TemplatesUpdateRequestLocales = TypedDict("TemplatesUpdateRequestLocales", {"subject": NotRequired[str],
                                                                            "from": NotRequired[str],
                                                                            "reply_to": NotRequired[str],
                                                                            "html": NotRequired[str],
                                                                            "text": NotRequired[str],
                                                                            "source": NotRequired[TemplatesUpdateRequestLocalesSource]})

class TemplatesUpdateRequestAttachments(TypedDict):
    name: str
    content_type: str
    content: str
    content_id: NotRequired[str]

class TemplatesUpdateRequestLinksUtm(TypedDict):
    source: NotRequired[str]
    medium: NotRequired[str]
    campaign: NotRequired[str]
    term: NotRequired[str]
    content: NotRequired[str]

class TemplatesUpdateRequestLinks(TypedDict):
    clicks: NotRequired[bool]
    opens: NotRequired[bool]
    utm: NotRequired[TemplatesUpdateRequestLinksUtm]

class TemplatesUpdateResponse(TypedDict):
    key: str
    version: int

class Templates(Noun):
    def compile(self, *, language: Literal["mjml", "html"],
                text: str) -> TemplatesCompileResponse: ...
    def create(self, *, key: str, channel: Literal["email", "sms", "push", "webhook"],
               kind: Literal["marketing", "transactional"], name: str | None = None,
               subject: str | None = None, from_: str | None = None,
               reply_to: str | None = None, html: str | None = None, text: str | None = None,
               source: TemplatesCreateRequestSource | None = None,
               locales: Mapping[str, TemplatesCreateRequestLocales] | None = None,
               attachments: _list[TemplatesCreateRequestAttachments] | None = None,
               links: TemplatesCreateRequestLinks | None = None) -> TemplatesCreateResponse: ...
    def get(self, *, key: str, version: int | None = None) -> TemplatesGetResponse: ...
    def lint(self, *, key: str, definition: Mapping[str, Any] | None = None,
             events: _list[str] | None = None) -> TemplatesLintResponse: ...
    def list(self, *, cursor: str | None = None,
             limit: int | None = None) -> TemplatesListResponse: ...
    def preview(self, *, key: str, profile: Mapping[str, Any], version: int | None = None,
                event: Mapping[str, Any] | None = None,
                locale: str | None = None) -> TemplatesPreviewResponse: ...
    def render(self, *, key: str, version: int | None = None,
               data: Mapping[str, Any] | None = None, locale: str | None = None,
               strict: bool | None = None) -> TemplatesRenderResponse: ...
    def send_test(self, *, key: str, profile: Mapping[str, Any], to: str,
                  version: int | None = None, event: Mapping[str, Any] | None = None,
                  locale: str | None = None,
                  account: str | None = None) -> TemplatesSendTestResponse: ...
    def update(self, *, key: str, channel: Literal["email", "sms", "push", "webhook"],
               kind: Literal["marketing", "transactional"], name: str | None = None,
               subject: str | None = None, from_: str | None = None,
               reply_to: str | None = None, html: str | None = None, text: str | None = None,
               source: TemplatesUpdateRequestSource | None = None,
               locales: Mapping[str, TemplatesUpdateRequestLocales] | None = None,
               attachments: _list[TemplatesUpdateRequestAttachments] | None = None,
               links: TemplatesUpdateRequestLinks | None = None) -> TemplatesUpdateResponse: ...
