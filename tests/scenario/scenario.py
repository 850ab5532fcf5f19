"""A scenario file as steps. The form is described in README.md."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Step:
    line: int
    text: str
    row: bool = False
    pointers: list[str] = field(default_factory=list)
    expect: str = ""


def parse(path: Path) -> list[Step]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].startswith("# "):
        raise ValueError(f"{path}:1: the first line states the behaviour: # …")
    steps: list[Step] = []
    for number, line in enumerate(lines, start=1):
        line = line.rstrip(" \r")
        if not line or line.startswith("#"):
            continue
        if line.startswith(" "):
            if not steps or steps[-1].row:
                raise ValueError(f"{path}:{number}: continues nothing")
            steps[-1].text += "\n" + line.strip()
        elif line.startswith("|"):
            step = _row(path, number, line)
            if step is not None:
                steps.append(step)
        else:
            steps.append(Step(number, line))
    return steps


def _row(path: Path, number: int, line: str) -> Step | None:
    """The step of a row, or None when the row is decoration."""
    if len(line) < 2 or not line.endswith("|"):
        raise ValueError(f"{path}:{number}: a row ends with a bar")
    inner = line[1:-1]
    if inner.startswith("-"):
        return None
    text, bar, expect = inner.rpartition(" | ")
    if not bar:
        raise ValueError(f"{path}:{number}: a row has two cells")
    text = text.strip()
    if text == "step":
        return None
    step = Step(number, text, row=True, expect=expect.strip())
    before, arrow, after = text.rpartition(" -> /")
    words = ("/" + after).split()
    if arrow and all(word.startswith("/") for word in words):
        step.text, step.pointers = before.strip(), words
    return step


class Words:
    """Reads a step from left to right."""

    def __init__(self, text: str) -> None:
        self._rest = text

    def next(self) -> str:
        parts = self._rest.split(None, 1)
        self._rest = parts[1] if len(parts) > 1 else ""
        return parts[0] if parts else ""

    def next_string(self) -> str:
        """The next JSON string as it is written, quotes included."""
        text = self._rest.lstrip()
        if not text.startswith('"'):
            raise ValueError(f"expected a string in quotes: {text}")
        end = 1
        while text[end] != '"':
            end += 2 if text[end] == "\\" else 1
        self._rest = text[end + 1:]
        return text[:end + 1]

    def next_field(self) -> tuple[str, str] | None:
        """The next word when it has the form name=value."""
        word = self._rest.split(None, 1)[0] if self._rest.strip() else ""
        name, equals, value = word.partition("=")
        if not equals or self.at_json():
            return None
        self.next()
        return name, value

    def rest(self) -> str:
        text, self._rest = self._rest.strip(), ""
        return text

    def at_json(self) -> bool:
        return self._rest.lstrip()[:1] in ("{", "[", '"')
