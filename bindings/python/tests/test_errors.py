"""Failures: one class for each status, and everything the contract tells about them."""

import errno
import pickle
import re
from pathlib import Path

import beckon
import pytest
from beckon import _native
from beckon._errors import CLASSES, from_native

HEADER = Path(__file__).parents[3] / "include/beckon/beckon.h"
STATUSES = dict(re.findall(r"BECKON_([A-Z_]+) = (\d+),", HEADER.read_text().split(
    "typedef enum beckon_status {")[1].split("BECKON_STATUS_MAX_ENUM")[0]))


def test_every_status_has_a_class_of_its_own() -> None:
    assert len(STATUSES) == 20
    codes = {_native.status_name(int(number)) for number in STATUSES.values()} - {"ok"}
    assert codes == {name.lower() for name in STATUSES} - {"ok"}
    assert set(CLASSES) == codes
    assert all(kind.code == code and getattr(beckon, kind.__name__) is kind
               for code, kind in CLASSES.items())
    assert _native.status_name(99) == ""


@pytest.mark.parametrize("code, builtin", [
    ("invalid_request", ValueError), ("invalid_definition", ValueError),
    ("not_found", LookupError), ("unknown_operation", LookupError),
    ("permission_denied", PermissionError), ("disk_full", OSError), ("io_error", OSError),
    ("out_of_memory", MemoryError), ("forked", RuntimeError), ("internal", RuntimeError),
])
def test_natural_builtins_catch_them(code: str, builtin: type[Exception]) -> None:
    with pytest.raises(builtin):
        raise from_native(code, False, "text", "", "", "")


def test_operating_system_errors_have_their_number() -> None:
    assert from_native("disk_full", True, "", "", "", "").errno == errno.ENOSPC  # type: ignore


def test_all_mistakes_of_a_definition_are_listed(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.InvalidDefinition) as refused:
        b.segments.create(key="vip", where={"all": [{"trait": "a", "equals": 1},
                                                    {"event": 7}]})
    error = refused.value
    assert len(error.issues) >= 2 and not error.retryable
    assert all(issue.pointer.startswith("/where/all/") for issue in error.issues)
    assert error.pointer == error.issues[0].pointer
    for issue in error.issues:
        assert issue.pointer in str(error) and issue.message in str(error)


def test_the_hint_names_the_nearest_operation(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.UnknownOperation) as refused:
        b.call("segment.create")
    assert "segments.create" in refused.value.hint


def test_what_is_not_there_and_what_is_there_already(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.NotFound):
        b.segments.get(key="vip")
    b.segments.create(key="vip", where={"everyone": True})
    with pytest.raises(beckon.Conflict):
        b.segments.create(key="vip", where={"everyone": True})


def test_limits_are_named(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.LimitExceeded, match="event"):
        b.track("x" * 10_000, user_id="u1")


def test_malformed_json_names_its_place(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.InvalidRequest):
        _native.track(b._engine, b'{"user_id": ')
    with pytest.raises(TypeError):
        _native.track(b._engine, 5)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", sorted(CLASSES))
def test_errors_can_be_pickled(code: str) -> None:
    document = '{"issues": [{"pointer": "/a", "message": "m", "hint": "h"}]}'
    error = from_native(code, True, "text", "/a", "hint", document)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and str(copy) == str(error) == "/a: text (hint)"
    assert copy.issues == (beckon.Issue("/a", "m", "h"),) and copy.retryable
