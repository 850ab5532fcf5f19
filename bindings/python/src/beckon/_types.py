"""The shapes of what the typed verbs take and answer with."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypedDict

Time = datetime | str
Document = dict[str, Any]
# Looks on while a call works: takes (done, of), and ends it by returning False.
Watcher = Callable[[int, int], object]


class Who(TypedDict, total=False):
    """Names a profile; one member is enough. `id` is Beckon's own."""

    user_id: str | None
    anonymous_id: str | None
    email: str | None
    phone: str | None
    id: str | None


class Common(Who, total=False):
    """What every record may say. `at` is when it happened, `message_id` makes it safe to repeat."""

    at: Time | None
    identifiers: Mapping[str, str] | None  # of kinds that the workspace declares
    message_id: str | None
    session_id: str | None
    context: Mapping[str, Any] | None


class Evidence(Common, total=False):
    """How a consent was given."""

    method: str | None
    text_version: str | None
    ip: str | None
    user_agent: str | None
    actor: str | None
    proof: Any


class FlowMove(TypedDict):
    """An entry that started, moved or, when `node` is None, ended."""

    flow: str
    entry: str
    node: str | None


class Caused(TypedDict):
    """What one record caused for the profile it named."""

    profile: str
    entered: list[str]
    left: list[str]
    flows: list[FlowMove]
    duplicate: bool


class ErrorDocument(TypedDict):
    """An error as JSON."""

    code: str
    message: str
    pointer: str
    hint: str
    issues: list[dict[str, str]]


class LineError(TypedDict):
    """The error of one record of a batch; `index` counts from 0."""

    index: int
    error: ErrorDocument


class Ingested(TypedDict):
    """`accepted` records are stored, `duplicates` of them were known before."""

    accepted: int
    duplicates: int
    errors: list[LineError]


class Reject(TypedDict):
    """A row that was refused; `row` counts from 1 behind the header, `line` from the top."""

    row: int
    line: int
    error: ErrorDocument
    text: str


class Imported(TypedDict):
    """Where an import stands: `skipped` rows were stored by an earlier run, `rejected` ones have a
    mistake, `refused` records were not taken by the workspace, `withheld` consents had no proof."""

    rows: int
    bytes: int
    skipped: int
    accepted: int
    duplicates: int
    rejected: int
    refused: int
    withheld: int
    dry_run: bool
    rejects: list[Reject]


class _Sound(TypedDict):
    ok: bool
    broken: list[str]
    state_hash: str


class Verified(_Sound, total=False):
    """`broken` holds one line for each broken invariant."""

    profiles: int
    events: int
    records: int
    memberships: int
    entries: int
    sends: int
