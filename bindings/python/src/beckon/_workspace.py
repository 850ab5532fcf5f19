"""One open workspace: the typed verbs, and the operations of the registry by name."""

import atexit
import builtins
import os
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import IO, Any, Literal, Unpack, cast

from . import _bulk, _hooks, _native, _time
from ._encode import decode, encode, record
from ._errors import InvalidRequest
from ._ingest import Progress, Records, ingest
from ._operations import Management
from ._types import (Caused, Common, Document, Evidence, Imported, Ingested, Time, Verified,
                     Watcher, Who)

# Closed at exit, while hooks can still run: threads of Beckon must not outlive the interpreter.
_open_workspaces: "weakref.WeakSet[Workspace]" = weakref.WeakSet()


class Workspace(Management):
    """One open workspace, made by beckon.open(). May be used from any thread at once.

    Every call runs without the GIL, raises a subclass of BeckonError when it fails and then has
    changed nothing. Not valid in a child after fork(): calls raise Forked there.
    """

    def __init__(self, engine: _native.Engine, path: str) -> None:
        self._engine = engine
        self._pid = os.getpid()
        self.path = path
        self.closed = False
        _open_workspaces.add(self)

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<beckon.Workspace {self.path!r}{' closed' if self.closed else ''}>"

    def __del__(self) -> None:
        if not getattr(self, "closed", True) and self._pid == os.getpid():
            warnings.warn(f"{self!r} was never closed", ResourceWarning, source=self)

    def close(self) -> None:
        """Commits, waits for calls of other threads and closes. Closing again does nothing."""
        self.closed = True
        _open_workspaces.discard(self)
        _native.close(self._engine)

    def identify(self, *, traits: Mapping[str, Any] | None = None,
                 **common: Unpack[Common]) -> Caused:
        """Says who somebody is. A trait of None is removed; what is not named stays.

        At least one of user_id, anonymous_id, email and phone names the profile.
        """
        return _caused(_native.identify(self._engine, record(common, traits=traits)))

    def track(self, event: str, *, properties: Mapping[str, Any] | None = None,
              **common: Unpack[Common]) -> Caused:
        """Says what somebody did. Durable when it returns; safe to repeat with a message_id."""
        return _caused(_native.track(
            self._engine, record(common, event=event, properties=properties)))

    def alias(self, *, previous_id: str, **common: Unpack[Common]) -> Caused:
        """Says that previous_id and user_id are one person from now on."""
        return _caused(_native.alias(self._engine, record(common, previous_id=previous_id)))

    def consent(self, *, channel: str, state: Literal["granted", "denied", "pending", "none"],
                topic: str | None = None, source: str | None = None,
                **common: Unpack[Evidence]) -> Caused:
        """Says what somebody agreed to or refused, and how that is known."""
        return _caused(_native.consent(self._engine, record(
            common, channel=channel, state=state, topic=topic, source=source)))

    def ingest(self, records: Records, *, progress: Progress | None = None) -> Ingested:
        """Stores many records: dicts, lines of JSON, an open file or NDJSON as one text.

        Each has its "type": identify, track, page, screen, alias, consent, subscribe or
        unsubscribe. A bad record is listed in "errors" by its index and the others are stored.
        `progress` is called now and then with the number of records that are done. When the call
        itself fails, what was sent before stays: repeating it is safe for records with a
        message_id.
        """
        return ingest(self._engine, records, progress)

    def import_table(self, table: _bulk.Table, definition: Mapping[str, Any] | None = None, *,
                     rejects: _bulk.RejectHook | None = None,
                     progress: _bulk.ImportProgress | None = None, **more: Any) -> Imported:
        """Imports a table: CSV or NDJSON as a pathlib.Path, an open file, text or bytes; or rows,
        as an iterable of dicts, a DataFrame or anything with __arrow_c_stream__ (by pyarrow).

        `definition`, and further keywords beside it, say how columns become records; see
        docs/import.md. With key="…" the import can be taken up again: run again from its beginning,
        each row is stored exactly once. `rejects` is called with each row that was refused; without
        it they are in the answer. `progress` is called with the counts after each part.
        """
        return _bulk.import_table(self._engine, table, {**(definition or {}), **more}, rejects,
                                  progress)

    def export_rows(self, of: Literal["profiles", "members", "events"],
                    **more: Any) -> Iterator[Document]:
        """Profiles, members of a segment="…" or list="…", or events (events=[…], since="…",
        until="…"), row by row, all as of this call."""
        return _bulk.rows_of(_bulk.export_parts(self._engine, _export(of, more)))

    def export_file(self, file: str | os.PathLike[str] | IO[str],
                    of: Literal["profiles", "members", "events"], **more: Any) -> None:
        """The same into a file, as format="csv" (columns=[…]) or format="ndjson"."""
        parts = _bulk.export_parts(self._engine, _export(of, {"format": "csv", **more}))
        if not isinstance(file, (str, os.PathLike)):
            file.writelines(parts)
            return
        with builtins.open(file, "w", encoding="utf-8", newline="") as opened:
            opened.writelines(parts)

    def backup(self, path: str | os.PathLike[str], *, progress: Watcher | None = None) -> Document:
        """A copy of the workspace in a new directory, made while others use it."""
        return cast(Document, decode(_native.backup(self._engine, os.fsencode(path), progress)))

    def is_member(self, segment: str, **who: Unpack[Who]) -> bool:
        """Whether somebody is in the segment now; nobody unknown is."""
        return _native.is_member(self._engine, segment, record(who))

    def call(self, operation: str, request: Mapping[str, Any] | None = None, *,
             progress: Watcher | None = None) -> Document:
        """One operation by its name, e.g. call("segments.create", {…}).

        `progress` is called with (done, of) before the operation begins, and by long questions as
        they go on; `of` is 0 while the size of the work is not known. When it returns False the
        call ends with Cancelled, and when it raises, by that. Ctrl-C ends a long question too.
        """
        return cast(Document, decode(_native.call_watched(
            self._engine, operation, encode({} if request is None else request), progress)))

    def now(self) -> datetime:
        """The workspace's time, in UTC."""
        return _time.from_ms(_native.now(self._engine))

    def advance(self, *, by: str | timedelta | None = None, to: Time | None = None) -> None:
        """Moves a manual clock, stopping at everything that falls due on the way.

        `by` is a duration such as "90s", "2h", "30d" or "1mo", or a timedelta. A failure on the way
        leaves the clock at the instant it had reached.
        """
        if (by is None) == (to is None):
            raise InvalidRequest("advance takes either by or to",
                                 hint='e.g. advance(by="3d") or advance(to=…)')
        if to is not None:
            _native.advance_to(self._engine, _time.to_ms(to, "/to"))
        elif isinstance(by, timedelta):
            _native.advance_to(self._engine,
                               _native.now(self._engine) + by // _time.MILLISECOND)
        else:
            _native.advance_by(self._engine, cast(str, by))

    def settle(self) -> None:
        """Returns when everything due now has been handed to its provider and answered."""
        _native.settle(self._engine)

    def flush(self) -> None:
        """Returns when the state has committed everything acknowledged before the call."""
        _native.flush(self._engine)

    def verify(self) -> Verified:
        """Walks the workspace and lists broken invariants."""
        return cast(Verified, decode(_native.verify(self._engine)))


def open(path: str | os.PathLike[str], *, clock: str | Callable[[], datetime] = "system",
         start: Time | None = None, create: bool | None = None, dispatch: bool | None = None,
         transport: _hooks.TransportHook | None = None, log: _hooks.LogHook | None = None,
         sender: _hooks.SenderHook | None = None, map_bytes: int = 0,
         template_compiler: str | os.PathLike[str] = "") -> Workspace:
    """Opens the workspace in this directory, making it when it is absent.

    clock      "system", "manual" (time passes by advance() alone), or a callable that returns an
               aware datetime and stands for the system's clock
    start      where the manual clock of a new workspace begins; default 2024-01-01T00:00:00Z
    create     False: raise NotFound when there is no workspace
    dispatch   False: send nothing in the background (system clock)
    transport  sends instead of Beckon's own transport; Request to Response
    log        a logging.Logger, or a callable of level and line
    sender     sends the messages of accounts of the kind "host"; a message as a dict to what became
               of it, {"result": "accepted", "id": …}
    map_bytes  address range of one LMDB map; 0: 1 TiB, or what can be had
    template_compiler  path of compile.mjs, with which templates.compile makes HTML of MJML

    Raises NotFound, Busy, VersionMismatch, PermissionDenied, Corrupt, DiskFull or IoError.
    """
    if isinstance(clock, str) and clock not in ("system", "manual"):
        raise InvalidRequest(f"there is no clock {clock!r}", pointer="/clock",
                             hint='"system", "manual" or a callable')
    engine = _native.open(
        os.fsencode(path), manual_clock=clock == "manual",
        start_ms=None if start is None else _time.to_ms(start, "/start"), create=create,
        dispatch=dispatch, map_bytes=map_bytes,
        template_compiler=os.fspath(template_compiler),
        clock=None if isinstance(clock, str) else _hooks.clock_hook(clock),
        transport=None if transport is None else _hooks.transport_hook(transport),
        log=None if log is None else _hooks.log_hook(log),
        sender=None if sender is None else _hooks.sender_hook(sender))
    return Workspace(engine, os.fsdecode(path))


def compact(path: str | os.PathLike[str], *, progress: Watcher | None = None) -> Document:
    """Makes the files of a workspace that nobody has open as small as what they hold."""
    return cast(Document, decode(_native.compact(os.fsencode(path), progress)))


def operations() -> list[Document]:
    """Every operation with its JSON Schemas, sorted by name."""
    return cast(list[Document], decode(_native.operations())["operations"])


def openapi(server_url: str = "/") -> Document:
    """The operations as an OpenAPI 3.1 document."""
    return cast(Document, decode(_native.openapi(server_url)))


def _export(of: str, more: Mapping[str, Any]) -> dict[str, Any]:
    # "from" is a word of the language.
    names = {"since": "from", "until": "to"}
    return {"of": of, **{names.get(name, name): value for name, value in more.items()}}


def _caused(text: str) -> Caused:
    return cast(Caused, decode(text))


@atexit.register
def _close_all() -> None:
    for workspace in list(_open_workspaces):
        workspace.close()
