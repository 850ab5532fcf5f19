"""What a host may provide: time, ways to send, a place for log lines.

Hooks are called from threads of Beckon. They must not call the workspace that calls them. An
exception in a hook goes to sys.unraisablehook and does not stop Beckon.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from . import _time

ClockHook = Callable[[], datetime]
LogHook = Callable[[str, str], object] | logging.Logger
Headers = Sequence[tuple[str, str]]

_LEVELS = ("debug", "info", "warning", "error")
_PHASES = {"not_sent": 0, "sent": 1, "complete": 2}


@dataclass(frozen=True, slots=True)
class Request:
    """One request that is to leave the process.

    `url` is http(s)://…, smtp(s)://host:port/ehlo-name or file:///path, where the body is to be
    written as a whole. Redirects must not be followed and nothing be sent again.
    """

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    timeout: float  # seconds
    mail_from: str
    recipients: list[str]
    username: str
    password: str = field(repr=False)
    ca_file: str
    require_tls: bool
    allow_private: bool


@dataclass(frozen=True, slots=True)
class Response:
    """How an exchange ended.

    `phase` is "complete" when a whole answer came; "not_sent" when no byte of the body left, so
    that it may be sent again; "sent" when the body left in part or whole and no answer came.
    """

    phase: Literal["not_sent", "sent", "complete"] = "complete"
    status: int = 0  # of HTTP or SMTP
    headers: Headers = ()
    body: bytes = b""
    error: str = ""  # for people, when the exchange did not complete


TransportHook = Callable[[Request], Response]
# A message of an account of the kind "host" to what became of it; see docs/providers.md.
SenderHook = Callable[[dict[str, Any]], Mapping[str, Any]]

_RawResponse = tuple[int, int, list[tuple[str, str]], bytes, str]


def clock_hook(clock: ClockHook) -> Callable[[], int]:
    return lambda: _time.to_ms(clock(), "/clock")


def log_hook(log: LogHook) -> Callable[[int, str], None]:
    def to_logger(level: int, line: str) -> None:
        # logging counts its levels in tens, from DEBUG = 10.
        log.log(10 * (level + 1), "%s", line)  # type: ignore[union-attr]

    def to_callable(level: int, line: str) -> None:
        log(_LEVELS[level], line)  # type: ignore[operator]

    return to_logger if isinstance(log, logging.Logger) else to_callable


def transport_hook(transport: TransportHook) -> Callable[..., _RawResponse]:
    def perform(method: str, url: str, headers: list[tuple[str, str]], body: bytes,
                timeout_ms: int, *rest: object) -> _RawResponse:
        request = Request(method, url, headers, body, timeout_ms / 1000,
                          *rest)  # type: ignore[arg-type]
        try:
            answer = transport(request)
        except Exception as error:
            # It may have left before the exception, and must not be sent twice.
            return _PHASES["sent"], 0, [], b"", f"{type(error).__name__}: {error}"
        return (_PHASES[answer.phase], answer.status, list(answer.headers), answer.body,
                answer.error)

    return perform


def sender_hook(sender: SenderHook) -> Callable[[str], tuple[str, str]]:
    def send(message: str) -> tuple[str, str]:
        try:
            return json.dumps(dict(sender(json.loads(message)))), ""
        except Exception as error:
            # It may have left before the exception, and must not be sent twice.
            return "", f"{type(error).__name__}: {error}"

    return send
