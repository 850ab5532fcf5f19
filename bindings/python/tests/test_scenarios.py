"""The scenario files, which run through every language."""

import sys
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[3] / "tests/scenario"
sys.path.insert(0, str(SCENARIOS))

from runner_python import run_file  # noqa: E402

CASES = sorted((SCENARIOS / "cases").rglob("*.scenario"))
WRONG = sorted((SCENARIOS / "selfcheck").glob("*.scenario"))


def name(path: Path) -> str:
    return path.relative_to(SCENARIOS).with_suffix("").as_posix()


def test_there_are_scenarios() -> None:
    assert len(CASES) >= 25 and WRONG


@pytest.mark.parametrize("path", CASES, ids=name)
def test_case(path: Path) -> None:
    wrong = run_file(path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_wrong_expectations_are_noticed(path: Path) -> None:
    try:
        wrong = run_file(path)
    except (AssertionError, ValueError):
        return
    assert wrong
