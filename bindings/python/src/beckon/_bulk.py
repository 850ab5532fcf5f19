"""Tables in and out: whatever holds rows becomes bytes of a table, and parts become rows."""

import importlib
import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, cast

from . import _native
from ._encode import decode, encode
from ._errors import InvalidRequest
from ._types import Document, Imported, Reject

Rows = Iterable[Mapping[str, Any]]
Table = str | bytes | os.PathLike[str] | IO[bytes] | IO[str] | Rows | Any
RejectHook = Callable[[Reject], object]
ImportProgress = Callable[[Imported], object]

_PART_BYTES = 1 << 20
_PART_ROWS = 4_000


def import_table(engine: _native.Engine, table: Table, definition: Mapping[str, Any],
                 rejects: RejectHook | None, progress: ImportProgress | None) -> Imported:
    kept: list[Reject] = []
    given = dict(definition)
    parts, rows = _parts(table)
    if rows:
        given.setdefault("format", "ndjson")
    native = _native.import_open(engine, encode(given))
    try:
        for part in parts:
            _tell(_native.import_write(native, part), rejects or kept.append, progress)
        told = _tell(_native.import_finish(native), rejects or kept.append, progress)
    finally:
        _native.import_destroy(native)
    told["rejects"] = kept
    return told


def _tell(text: str, hear: RejectHook, progress: ImportProgress | None) -> Imported:
    told = cast(Imported, decode(text))
    for reject in told["rejects"]:
        hear(reject)
    if progress is not None:
        progress(told)
    return told


def _parts(table: Table) -> tuple[Iterator[bytes], bool]:
    """The bytes of a table, and whether it was rows, which became NDJSON."""
    if isinstance(table, str):
        return _cut(table.encode()), False
    if isinstance(table, (bytes, bytearray, memoryview)):
        return _cut(bytes(table)), False
    if isinstance(table, os.PathLike):
        return _read_path(table), False
    if hasattr(table, "read"):
        return _read(cast(IO[Any], table)), False
    if hasattr(table, "to_dict") and hasattr(table, "iloc"):
        return _lines(_frame_rows(table)), True
    if hasattr(table, "__arrow_c_stream__"):
        return _lines(_arrow_rows(table)), True
    if isinstance(table, Iterable) and not isinstance(table, Mapping):
        return _lines(cast(Rows, table)), True
    raise InvalidRequest(f"a table is no {type(table).__name__}",
                         hint="a pathlib.Path, an open file, text, a frame or an iterable of dicts")


def _cut(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), _PART_BYTES):
        yield text[start:start + _PART_BYTES]


def _read_path(path: os.PathLike[str]) -> Iterator[bytes]:
    with open(path, "rb") as file:
        yield from _read(file)


def _read(file: IO[Any]) -> Iterator[bytes]:
    while part := file.read(_PART_BYTES):
        yield part.encode() if isinstance(part, str) else part


def _lines(rows: Rows) -> Iterator[bytes]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, _PART_ROWS)):
        yield b"".join(encode(row) + b"\n" for row in batch)


def _is_missing(value: Any) -> bool:
    """NaN, NaT and NA: what frames have where nothing is."""
    return value is None or (not isinstance(value, (str, bytes, list, tuple, dict))
                             and (str(value) in ("NaT", "<NA>") or value != value))


def _plain(value: Any) -> Any:
    """A cell of a frame: scalars of numpy as Python's, times without a zone as UTC."""
    to_datetime = getattr(value, "to_pydatetime", None)
    if to_datetime is not None:
        moment = to_datetime(warn=False)
        return moment.isoformat() + ("Z" if moment.tzinfo is None else "")
    tolist = getattr(value, "tolist", None)
    return tolist() if tolist is not None else value


def _frame_rows(frame: Any) -> Iterator[dict[str, Any]]:
    for start in range(0, len(frame), _PART_ROWS):
        for row in frame.iloc[start:start + _PART_ROWS].to_dict("records"):
            yield {str(name): _plain(value) for name, value in row.items()
                   if not _is_missing(value)}


def _arrow_rows(table: Any) -> Iterator[dict[str, Any]]:
    try:
        pyarrow = importlib.import_module("pyarrow")
    except ImportError as error:
        raise InvalidRequest("reading an Arrow stream needs pyarrow",
                             hint="pip install pyarrow, or give an iterable of dicts") from error
    for batch in pyarrow.RecordBatchReader.from_stream(table):
        for row in batch.to_pylist():
            yield {name: value for name, value in row.items() if value is not None}


def export_parts(engine: _native.Engine, request: Mapping[str, Any]) -> Iterator[str]:
    # At once, not at the first part: the rows are as of this call.
    return _read_export(_native.export_open(engine, encode(request)))


def _read_export(native: _native.Export) -> Iterator[str]:
    try:
        while part := _native.export_read(native):
            yield part
    finally:
        _native.export_destroy(native)


def rows_of(parts: Iterator[str]) -> Iterator[Document]:
    for part in parts:
        for line in part.split("\n"):
            if line:
                yield cast(Document, json.loads(line))
