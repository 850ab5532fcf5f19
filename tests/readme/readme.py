"""Reads the quick starts out of README.md."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    language: str
    text: str


def blocks(text: str) -> list[Block]:
    return [Block(*match.groups()) for match in _FENCE.finditer(text)]


def prose(text: str) -> str:
    """A document without its fenced blocks."""
    return _FENCE.sub("", text)


def program(language: str) -> Block:
    """The one program of a language."""
    found = [block for block in blocks(text()) if block.language == language]
    assert len(found) == 1, f"README.md has {len(found)} {language} blocks, expected one"
    return found[0]


def expected_output() -> str:
    """Every quick start does the same and prints the same; README.md shows it once."""
    return program("text").text


def text() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")
