"""Many records in one call, from whatever holds them."""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import beckon
import pytest
from beckon import _ingest


def seen(user: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Seen", "user_id": user, **more}


def ndjson(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize("form", ["dicts", "generator", "lines", "text", "bytes", "file"])
def test_any_form_of_records(b: beckon.Workspace, tmp_path: Path, form: str) -> None:
    records = [seen("u1"), seen("u2"), seen("ü3")]
    text = ndjson(*records)
    (tmp_path / "records").write_text(text, encoding="utf-8")
    with (tmp_path / "records").open("rb") as file:
        forms: dict[str, Any] = {
            "dicts": records, "generator": (record for record in records),
            "lines": text.splitlines(), "text": text, "bytes": text.encode(), "file": file}
        assert b.ingest(forms[form]) == {"accepted": 3, "duplicates": 0, "errors": []}
    assert b.verify()["events"] == 3


def test_bad_records_are_listed_by_their_place(b: beckon.Workspace) -> None:
    result = b.ingest([seen("u1"), {"type": "track"}, seen("u2", at=datetime(2024, 1, 1)),
                       "no json", seen("u3"), "{}\n{}", 7])  # type: ignore[list-item]
    assert result["accepted"] == 2
    assert [found["index"] for found in result["errors"]] == [1, 2, 3, 5, 6]
    assert {found["error"]["code"] for found in result["errors"]} == {"invalid_request"}
    assert result["errors"][1]["error"]["pointer"] == "/at"
    assert b.verify()["events"] == 2


def test_duplicates_are_counted(b: beckon.Workspace) -> None:
    result = b.ingest([seen("u1", message_id="m"), seen("u1", message_id="m")])
    assert result["accepted"] == 2 and result["duplicates"] == 1


@pytest.mark.parametrize("nothing", ["", b"", []])
def test_nothing_is_fine(b: beckon.Workspace, nothing: Any) -> None:
    assert b.ingest(nothing) == {"accepted": 0, "duplicates": 0, "errors": []}


def test_batches_keep_the_places(b: beckon.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingest, "_BATCH_RECORDS", 3)
    records: list[Any] = [seen(f"u{i}") for i in range(10)]
    records[4] = {"type": "track"}
    records[9] = "no json"
    progress: list[int] = []
    result = b.ingest(records, progress=progress.append)
    assert result["accepted"] == 8 and [found["index"] for found in result["errors"]] == [4, 9]
    assert progress == [3, 6, 9, 10]


def test_batches_are_bounded_in_bytes(b: beckon.Workspace,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingest, "_BATCH_BYTES", 200)
    progress: list[int] = []
    records = [seen(f"u{i}", properties={"text": "x" * 150}) for i in range(3)]
    assert b.ingest(records, progress=progress.append)["accepted"] == 3
    assert progress[:3] == [1, 2, 3]


def test_an_interrupted_ingest_tells_what_stays(b: beckon.Workspace,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingest, "_BATCH_RECORDS", 2)

    def records() -> Iterator[dict[str, Any]]:
        yield from (seen("u1"), seen("u2"))
        b.close()
        yield from (seen("u3"), seen("u4"))

    with pytest.raises(beckon.Closed) as failed:
        b.ingest(records())
    assert failed.value.__notes__ == ["2 records of this ingest had been stored before"]


def test_an_open_text_file(b: beckon.Workspace) -> None:
    assert b.ingest(io.StringIO(ndjson(seen("u1"))))["accepted"] == 1
