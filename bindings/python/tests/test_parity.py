"""Every function of beckon.h is wrapped, in Python and in Node."""

import re
from pathlib import Path

import pytest
from beckon import _native

ROOT = Path(__file__).parents[3]
HEADER = (ROOT / "include/beckon/beckon.h").read_text()
FUNCTIONS = set(re.findall(r"BECKON_API[^;]*?\bbeckon_(\w+)\(", HEADER))

# What the mechanical layers use themselves, so that their callers need not.
INSIDE = {
    "buffer_dispose", "error_code", "error_message", "error_pointer", "error_hint", "error_json",
    "error_destroy", "response_set_status", "response_add_header", "response_set_body",
    "response_set_error",
}
# error_json tells the same at once.
UNUSED = {"error_issue", "error_issue_count"}


def sources(binding: str) -> str:
    return "\n".join(file.read_text() for file in (ROOT / "bindings" / binding / "cpp").iterdir())


def test_the_header_was_understood() -> None:
    assert {"open", "close", "track", "operations", "advance_by", "error_json"} <= FUNCTIONS
    assert len(FUNCTIONS) == len(re.findall(r"^BECKON_API ", HEADER, re.MULTILINE))
    assert INSIDE | UNUSED < FUNCTIONS


@pytest.mark.parametrize("function", sorted(FUNCTIONS - INSIDE - UNUSED))
def test_python_offers(function: str) -> None:
    assert callable(getattr(_native, function))


@pytest.mark.parametrize("binding", ["python", "node"])
@pytest.mark.parametrize("function", sorted(FUNCTIONS - UNUSED))
def test_it_is_called_by(binding: str, function: str) -> None:
    assert re.search(rf"\bbeckon_{function}\b", sources(binding))


def test_python_offers_nothing_else() -> None:
    offered = {name for name in dir(_native) if not name.startswith("__")}
    assert offered - {"Engine", "Import", "Export"} == FUNCTIONS - INSIDE - UNUSED


@pytest.mark.parametrize("binding", ["python", "node"])
def test_the_contract_is_all_they_include(binding: str) -> None:
    included = set(re.findall(r'#include <(beckon/[^>]+)>', sources(binding)))
    assert included == {"beckon/beckon.h"}
