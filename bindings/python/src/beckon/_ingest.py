"""Many records in one call: any iterable as NDJSON batches of bounded size."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from . import _native
from ._encode import decode, encode
from ._errors import BeckonError, InvalidRequest, to_document
from ._types import Ingested, LineError

Records = Iterable[Mapping[str, Any] | str | bytes] | str | bytes
Progress = Callable[[int], object]

# Well below what the engine takes as one batch, and more than one group of the journal.
_BATCH_RECORDS = 4_000
_BATCH_BYTES = 8 << 20


class _Batch:
    """Lines of one call, with the place of each in the whole input."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.indexes: list[int] = []
        self.size = 0

    def add(self, index: int, line: bytes) -> None:
        self.lines.append(line)
        self.indexes.append(index)
        self.size += len(line) + 1

    def is_full(self) -> bool:
        return len(self.lines) >= _BATCH_RECORDS or self.size >= _BATCH_BYTES


def ingest(engine: _native.Engine, records: Records, progress: Progress | None) -> Ingested:
    total = Ingested(accepted=0, duplicates=0, errors=[])
    batch, seen = _Batch(), 0
    try:
        for index, item in enumerate(_items(records)):
            seen = index + 1
            try:
                batch.add(index, _line(item))
            except InvalidRequest as error:
                total["errors"].append(cast(LineError,
                                            {"index": index, "error": to_document(error)}))
            if batch.is_full():
                _send(engine, batch, total)
                batch = _Batch()
                if progress is not None:
                    progress(seen)
        if batch.lines or seen == 0:
            _send(engine, batch, total)
    except BeckonError as error:
        error.add_note(f"{total['accepted']} records of this ingest had been stored before")
        raise
    if progress is not None:
        progress(seen)
    total["errors"].sort(key=lambda found: found["index"])
    return total


def _items(records: Records) -> Iterator[Mapping[str, Any] | str | bytes]:
    if isinstance(records, str):
        records = records.encode()
    if isinstance(records, bytes):
        return iter(io.BytesIO(records))
    return iter(records)


def _line(item: Mapping[str, Any] | str | bytes) -> bytes:
    if isinstance(item, Mapping):
        return encode(item)
    if not isinstance(item, (str, bytes)):
        raise InvalidRequest(f"a record is a dict or a line of JSON, not {type(item).__name__}")
    line = (item.encode() if isinstance(item, str) else item).rstrip(b"\r\n")
    if b"\n" in line:
        raise InvalidRequest("a line of JSON holds a line break")
    return line


def _send(engine: _native.Engine, batch: _Batch, total: Ingested) -> None:
    answer = decode(_native.ingest(engine, b"\n".join(batch.lines)))
    total["accepted"] += answer["accepted"]
    total["duplicates"] += answer["duplicates"]
    for found in answer["errors"]:
        total["errors"].append({"index": batch.indexes[found["index"]], "error": found["error"]})
