"""Tables in and out, from whatever holds them; backups."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import beckon
import pytest

CSV = "Email,Plan\nann@x.example,pro\nnobody,pro\nbob@x.example,free\n"
ROWS = [{"email": "ann@x.example", "plan": "pro"}, {"email": "nobody", "plan": "pro"},
        {"email": "bob@x.example", "plan": "free"}]
COLUMNS = {"email": "email", "plan": "traits.plan"}


@pytest.mark.parametrize("form", ["text", "bytes", "path", "binary", "text file"])
def test_any_form_of_table(b: beckon.Workspace, tmp_path: Path, form: str) -> None:
    (tmp_path / "table.csv").write_text(CSV, encoding="utf-8")
    forms: dict[str, Any] = {
        "text": CSV, "bytes": CSV.encode(), "path": tmp_path / "table.csv",
        "binary": io.BytesIO(CSV.encode()), "text file": io.StringIO(CSV)}
    told = b.import_table(forms[form])
    assert (told["rows"], told["accepted"], told["rejected"]) == (3, 2, 1)
    assert [reject["row"] for reject in told["rejects"]] == [2]
    assert told["rejects"][0]["error"]["pointer"] == "/Email"


def test_rows(b: beckon.Workspace) -> None:
    rejects: list[beckon.Reject] = []
    counts: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        yield from ROWS

    told = b.import_table(rows(), columns=COLUMNS, rejects=rejects.append,
                          progress=lambda now: counts.append(now["rows"]))
    assert (told["accepted"], told["rejects"]) == (2, [])
    assert json.loads(rejects[0]["text"]) == ROWS[1]
    assert counts == [3, 3]


def test_a_data_frame(b: beckon.Workspace) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({
        "email": ["ann@x.example", "bob@x.example"], "plan": ["pro", None],
        "age": [30.5, float("nan")],
        "since": pandas.to_datetime(["2024-01-02", None])})
    columns = {**COLUMNS, "age": {"to": "traits.age", "type": "number"},
               "since": {"to": "traits.since", "type": "time"}}
    assert b.import_table(frame, columns=columns)["accepted"] == 2
    ann, bob = b.export_rows("profiles")
    assert ann["traits"] == {"plan": "pro", "age": 30.5, "email": "ann@x.example",
                             "since": "2024-01-02T00:00:00.000Z"}
    assert bob["traits"] == {"email": "bob@x.example"}


def test_an_arrow_table(b: beckon.Workspace) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"email": ["ann@x.example", "bob@x.example"], "plan": ["pro", None]})
    assert b.import_table(table, columns=COLUMNS)["accepted"] == 2
    assert [row["traits"].get("plan") for row in b.export_rows("profiles")] == ["pro", None]


def test_the_same_import_again(b: beckon.Workspace) -> None:
    for accepted, skipped in ((2, 0), (0, 3)):
        told = b.import_table(CSV, key="contacts")
        assert (told["accepted"], told["skipped"]) == (accepted, skipped)
    with pytest.raises(beckon.Conflict):
        b.import_table(CSV.replace("ann", "amy"), key="contacts")


def test_what_is_no_table(b: beckon.Workspace) -> None:
    for wrong in (7, {"email": "ann@x.example"}, None):
        with pytest.raises(beckon.InvalidRequest):
            b.import_table(wrong)
    with pytest.raises(beckon.InvalidRequest) as failed:
        b.import_table(CSV, {"columns": {"Emial": "email"}})
    assert failed.value.issues[0].pointer == "/columns/Emial"


def test_a_table_that_breaks_off(b: beckon.Workspace) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield ROWS[0]
        raise RuntimeError("the source is gone")

    with pytest.raises(RuntimeError, match="the source is gone"):
        b.import_table(rows(), columns=COLUMNS, key="rows")
    assert b.import_table(ROWS, columns=COLUMNS, key="rows")["accepted"] == 2


def test_exports(b: beckon.Workspace, tmp_path: Path) -> None:
    b.import_table(CSV)
    rows = b.export_rows("profiles")
    b.identify(user_id="later")
    assert [row["email"] for row in rows] == ["ann@x.example", "bob@x.example"]
    b.export_file(tmp_path / "people.csv", "profiles", columns=["email", "traits.plan"])
    assert (tmp_path / "people.csv").read_bytes() == \
        b"email,traits.plan\r\nann@x.example,pro\r\nbob@x.example,free\r\n,\r\n"
    b.track("Seen", user_id="u1", at="2024-02-01")
    b.track("Seen", user_id="u1", at="2024-02-03")
    events = list(b.export_rows("events", events=["Seen"], since="2024-02-02"))
    assert [event["at"] for event in events] == ["2024-02-03T00:00:00.000Z"]
    file = io.StringIO()
    b.export_file(file, "events", format="ndjson", until="2024-02-02")
    assert len(file.getvalue().splitlines()) == 1
    with pytest.raises(beckon.NotFound):
        b.export_rows("members", segment="none")


def test_backup_and_compact(b: beckon.Workspace, path: Path, tmp_path: Path) -> None:
    b.import_table(CSV)
    steps: list[tuple[int, int]] = []
    told = b.backup(tmp_path / "copy", progress=lambda done, of: steps.append((done, of)))
    assert told["bytes"] > 0 and steps[0] == (0, 4)
    with pytest.raises(beckon.Conflict):
        b.backup(tmp_path / "copy")
    with pytest.raises(beckon.Busy):
        beckon.compact(path)
    assert beckon.compact(tmp_path / "copy")["after"] > 0
    with beckon.open(tmp_path / "copy", clock="manual") as copy:
        assert copy.verify()["ok"] and copy.verify()["profiles"] == 2
