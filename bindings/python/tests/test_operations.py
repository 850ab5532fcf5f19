"""The operations of the registry as methods."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import beckon
import pytest

BINDINGS = Path(__file__).parents[2]
OPERATIONS = beckon.operations()


def method_of(workspace: Any, name: str) -> Any:
    noun, verb = name.split(".")
    return getattr(getattr(workspace, noun), verb)


def test_the_generated_files_are_those_of_the_registry() -> None:
    done = subprocess.run([sys.executable, BINDINGS / "generate.py", "--check"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_staleness_is_noticed(tmp_path: Path) -> None:
    registry = tmp_path / "registry.json"
    registry.write_text('{"operations": []}')
    done = subprocess.run(
        [sys.executable, BINDINGS / "generate.py", "--check", "--registry", registry],
        capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "segments.py" in done.stdout


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda found: found["name"])
def test_every_operation_has_its_method(b: beckon.Workspace, operation: dict[str, Any]) -> None:
    method = method_of(b, operation["name"])
    assert operation["summary"] in method.__doc__
    sent: list[Any] = []
    parameters = inspect.signature(method).parameters
    fields = operation["request"]["properties"]
    progress = ["progress"] * operation["watched"]
    assert [name.rstrip("_") for name in parameters] == sorted(
        fields, key=lambda name: name not in operation["request"].get("required", [])) + progress
    spy = {"call": lambda _, *given, progress: sent.append((*given, progress))}
    method.__self__._workspace = type("Spy", (), spy)()
    method.__func__(method.__self__, **{name: name for name in parameters})
    assert sent == [(operation["name"], {name: (name if name in parameters else name + "_")
                                         for name in fields}, *(progress or [None]))]


def test_optional_members_that_are_none_are_not_sent(b: beckon.Workspace) -> None:
    b.segments.create(key="vip", where={"everyone": True}, name=None)
    assert "vip" in [segment["key"] for segment in b.segments.list()["items"]]


def test_call_takes_any_operation_by_name(b: beckon.Workspace) -> None:
    b.call("segments.create", {"key": "vip", "where": {"everyone": True}})
    assert b.call("segments.list")["items"][0]["key"] == "vip"


def test_the_registry_describes_itself() -> None:
    assert [found["name"] for found in OPERATIONS] == sorted(found["name"] for found in OPERATIONS)
    document = beckon.openapi("https://beckon.shop.example")
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"] == "https://beckon.shop.example"
