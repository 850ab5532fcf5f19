"""Reading of source files for the tidy test: comments and literals blanked, functions measured."""

import re
from dataclasses import dataclass

# Comments, raw strings, strings and characters, in the order in which they have to be tried.
_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\[\[[^\]]*\]\]|__attribute__\s*\(\(.*?\)\)|alignas\s*\([^)]*\)")
_CONTAINER = re.compile(r"\b(?:class|struct|union|enum|namespace)\b")
_INIT_LIST = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


def _blank(match: re.Match) -> str:
    text = match.group()
    kept = "\n" * text.count("\n")
    return '""' + kept if text[0] in "\"'R" else kept


def code_of(text: str) -> str:
    """C or C++ without comments and literals; line numbers stay."""
    return _NOISE.sub(_blank, text)


def without_directives(code: str) -> str:
    return _DIRECTIVE.sub(lambda match: "\n" * match.group().count("\n"), code)


@dataclass(frozen=True)
class Function:
    line: int  # where its declaration begins
    length: int  # lines from there to the closing brace, both counted


def _brace_kind(header: str, parentheses: int, inside_function: bool) -> str:
    """What the brace after `header` opens: body, scope (namespace, class …) or init."""
    if inside_function or parentheses > 0:
        return "init"
    header = _ATTRIBUTES.sub(" ", header).strip()
    if _CONTAINER.search(header) and "(" not in header:
        return "scope"
    if header in ('extern ""', ""):
        return "scope"
    if "(" not in header:
        return "init"
    # `Name() : member_{1} {`: the first brace belongs to the list, the second opens the body.
    if _INIT_LIST.search(header) and re.search(r"[\w>]$", header) and not header.endswith("try"):
        return "init"
    if re.search(r"(?<![=!<>])=\s*$", header):
        return "init"
    return "body"


class _Scanner:
    def __init__(self) -> None:
        self.functions: list[Function] = []
        self.kinds: list[tuple[str, int]] = []  # of every open brace, and the parentheses before it
        self.begin = 0  # where the current declaration begins
        self.parentheses = 0
        self.bodies = 0

    def scan(self, code: str) -> list[Function]:
        for match in re.finditer(r"[(){};]|\b(?:public|private|protected)\s*:(?!:)", code):
            self.step(code, match.group(), match.start(), match.end())
        return self.functions

    def step(self, code: str, token: str, start: int, end: int) -> None:
        if token == "(":
            self.parentheses += 1
        elif token == ")":
            self.parentheses = max(0, self.parentheses - 1)
        elif token == "{":
            self.open(code, start, end)
        elif token == "}":
            self.close(code, end)
        elif self.parentheses == 0 and not self.bodies and not self.in_initializer():
            self.begin = end

    def in_initializer(self) -> bool:
        return bool(self.kinds) and self.kinds[-1][0] == "init"

    def open(self, code: str, start: int, end: int) -> None:
        kind = _brace_kind(code[self.begin:start], self.parentheses, self.bodies > 0)
        self.kinds.append((kind, self.parentheses))
        self.parentheses = 0 if kind != "init" else self.parentheses
        if kind == "body":
            self.bodies += 1
        elif kind == "scope":
            self.begin = end

    def close(self, code: str, end: int) -> None:
        kind, self.parentheses = self.kinds.pop() if self.kinds else ("scope", 0)
        if kind == "body":
            self.bodies -= 1
            first = self.begin + len(code[self.begin:end]) - len(code[self.begin:end].lstrip())
            line = code.count("\n", 0, first) + 1
            self.functions.append(Function(line, code.count("\n", 0, end) + 2 - line))
        if kind != "init":
            self.begin = end


def functions_of(text: str) -> list[Function]:
    """The outermost functions of a C or C++ file; a lambda counts with the function around it."""
    return _Scanner().scan(without_directives(code_of(text)))
