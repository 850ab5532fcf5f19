"""The rules of the house that a compiler does not check. Each rule is a function of the tree."""

import ast
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from source import code_of, functions_of

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 600
MAX_COLUMNS = 100

CODE_FOLDERS = ("src", "capi", "include", "examples", "bindings")
CODE_SUFFIXES = (".h", ".hpp", ".c", ".cpp", ".py", ".js", ".mjs", ".cjs", ".ts")
C_SUFFIXES = (".h", ".hpp", ".c", ".cpp")
TEXT_SUFFIXES = CODE_SUFFIXES + (
    ".md", ".txt", ".cmake", ".json", ".toml", ".sh", ".in", ".yml", ".yaml", ".map", "")
SKIPPED = {".git", "build", "node_modules", "__pycache__", ".cache", ".pytest_cache", "prebuilds"}

# Outside library → the one module that may include it.
OWNERS = {
    "lmdb.h": "store",
    "sqlite3.h": "store",
    "curl/": "http",
    "nlohmann/": "schema",
    "simdjson": "schema",
    "spdlog/": "engine",
    "re2/": "segment",
    "date/": "base",
}

# Modules that compute: law 1 keeps every clock away from them, the monotonic one too.
PURE = ("schema", "event", "profile", "template", "message", "provider", "segment", "flow",
        "campaign")


@dataclass(frozen=True)
class Ban:
    pattern: str
    reason: str
    allowed: Callable[[str], bool] = lambda path: False


def _in(*folders: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(tuple(f"src/{folder}/" for folder in folders))


BANS = (
    Ban(r"\bsystem_clock::now\b", "time comes from beckon::Clock",
        lambda path: path == "src/base/host.cpp"),
    Ban(r"\b(?:gettimeofday|clock_gettime|std::time|localtime|mktime)\s*\(",
        "time comes from beckon::Clock and base/time.h",
        lambda path: path == "src/base/pace.cpp"),  # a processor's time, not the day's
    Ban(r"\bsteady_clock::now\b", "no clock in a module that computes",
        lambda path: not _in(*PURE)(path)),
    Ban(r"\bstd::s?rand\b|(?<![\w:.>])s?rand\s*\(|\brandom_device\b|\bmt19937",
        "randomness is a hash of documented inputs"),
    Ban(r"\b(?:secure_)?getenv\b", "the environment is the host's business",
        lambda path: path == "src/base/planted.cpp"),
    Ban(r"\bstd::w?regex\b|#\s*include\s*<regex>", "RE2 is linear, std::regex is not"),
    Ban(r"\b(?:sleep_for|sleep_until|usleep|nanosleep)\b|(?<![\w:.>])sleep\s*\(",
        "only the engine waits", _in("engine")),
    Ban(r"\bMDB_(?:NOSYNC|NOMETASYNC|WRITEMAP|MAPASYNC)\b", "law 3: acknowledged means durable",
        lambda path: path == "src/store/throwaway.cpp"),
    Ban(r"\bstd::(?:cout|cerr|clog)\b|(?<![\w])(?:printf|fprintf|puts)\s*\(",
        "a library does not print; log through the host's sink"),
    Ban(r"(?<![\w:.>])(?:exit|abort|_exit)\s*\(", "a library does not end the process"),
)


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


class Tree:
    """The files of a source tree, read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            for name in sorted(files):
                path = Path(folder, name)
                if path.suffix in TEXT_SUFFIXES and not path.is_symlink():
                    self.texts[path.relative_to(root).as_posix()] = path.read_text(
                        encoding="utf-8", errors="replace")
        self.code = {path: code_of(text) for path, text in self.texts.items()
                     if path.endswith(C_SUFFIXES)}

    def under(self, folders: tuple[str, ...], suffixes: tuple[str, ...]) -> list[str]:
        return [path for path in self.texts
                if path.split("/")[0] in folders and path.endswith(suffixes)]

    def includes(self, path: str) -> Iterator[tuple[int, str, bool]]:
        """Line, name and whether it is in quotes, of each #include."""
        for number, line in enumerate(self.texts[path].splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if match:
                yield number, match.group(2), match.group(1) == '"'


def declared_modules(tree: Tree) -> dict[str, list[str]]:
    """Module → modules it may use, in the order of src/CMakeLists.txt."""
    text = re.sub(r"#[^\n]*", "", tree.texts.get("src/CMakeLists.txt", ""))
    modules = {}
    for match in re.finditer(r"beckon_module\(\s*(\w+)([^)]*)\)", text):
        uses = re.search(r"\bUSES\b(.*?)(?:\bLINKS\b|$)", match.group(2), re.DOTALL)
        modules[match.group(1)] = uses.group(1).split() if uses else []
    return modules


def arrows(tree: Tree) -> Iterator[Finding]:
    """Modules include downward only, and exactly along the declared arrows."""
    rule, modules = "arrows", declared_modules(tree)
    names = list(modules)
    for module, uses in modules.items():
        for other in uses:
            if other not in names or names.index(other) >= names.index(module):
                yield Finding("src/CMakeLists.txt", 1, rule, f"{module} uses {other} upward")
    used: dict[str, set[str]] = {module: set() for module in modules}
    for path in tree.under(("src",), C_SUFFIXES):
        module = path.split("/")[1]
        if module not in modules:
            yield Finding(path, 1, rule, f"{module} is not declared in src/CMakeLists.txt")
            continue
        for line, name, quoted in tree.includes(path):
            other = name.split("/")[0]
            if not quoted or other == module:
                continue
            if other not in modules[module]:
                yield Finding(path, line, rule, f"{module} may not include {name}")
            used[module].add(other)
    for module, uses in modules.items():
        for other in uses:
            if other not in used[module]:
                yield Finding("src/CMakeLists.txt", 1, rule,
                              f"{module} declares {other} and includes nothing of it")


def outside(tree: Tree) -> Iterator[Finding]:
    """What stands on the contract includes the contract and nothing of the engine."""
    modules = declared_modules(tree)
    for path in tree.under(("bindings", "examples", "include"), C_SUFFIXES):
        for line, name, _ in tree.includes(path):
            if name.split("/")[0] in modules:
                yield Finding(path, line, "outside", f"{name} is not public; use beckon/beckon.h")
            elif path.startswith("include/") and "/" in name and not name.startswith("beckon/"):
                yield Finding(path, line, "outside", f"a public header may not need {name}")


def owners(tree: Tree) -> Iterator[Finding]:
    """Each outside library has one module that knows it."""
    for path in tree.under(("src", "capi", "include", "bindings"), C_SUFFIXES):
        for line, name, _ in tree.includes(path):
            for library, owner in OWNERS.items():
                if name.startswith(library) and not path.startswith(f"src/{owner}/"):
                    yield Finding(path, line, "owners", f"only src/{owner} includes {name}")


def banned(tree: Tree) -> Iterator[Finding]:
    for path in tree.under(("src", "capi"), C_SUFFIXES):
        for number, line in enumerate(tree.code[path].splitlines(), 1):
            for ban in BANS:
                match = re.search(ban.pattern, line)
                if match and not ban.allowed(path):
                    yield Finding(path, number, "banned", f"{match.group().strip()}: {ban.reason}")


def _python_functions(text: str) -> Iterator[tuple[int, int]]:
    """Line and length of each; its docstring is a text for people, not a part of its length."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node, clean=False) is not None:
                length -= node.body[0].end_lineno - node.body[0].lineno + 1
            yield node.lineno, length


def sizes(tree: Tree) -> Iterator[Finding]:
    for path in tree.under(CODE_FOLDERS, CODE_SUFFIXES):
        text = tree.texts[path]
        lines = text.splitlines()
        # A generated file is as long as what it is made from.
        generated = bool(lines) and "do not edit" in lines[0]
        if len(lines) > MAX_FILE_LINES and not generated:
            yield Finding(path, 1, "sizes", f"{len(lines)} lines; at most {MAX_FILE_LINES}")
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS:
                yield Finding(path, number, "sizes", f"{len(line)} columns; at most {MAX_COLUMNS}")
        functions: list[tuple[int, int]] = []
        if path.endswith(C_SUFFIXES):
            functions = [(found.line, found.length) for found in functions_of(text)]
        elif path.endswith(".py"):
            functions = list(_python_functions(text))
        for line, length in functions:
            if length > MAX_FUNCTION_LINES:
                yield Finding(path, line, "sizes",
                              f"a function of {length} lines; at most {MAX_FUNCTION_LINES}")


def leftovers(tree: Tree) -> Iterator[Finding]:
    """Nothing is put off inside the code; what is missing belongs in the issue tracker."""
    # Put together here so that this file passes its own rule.
    words = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
                       + r")\b")
    for path, text in tree.texts.items():
        if path.endswith("package-lock.json"):
            continue  # its checksums spell anything
        for number, line in enumerate(text.splitlines(), 1):
            match = words.search(line)
            if match:
                yield Finding(path, number, "leftovers", f"{match.group()} left in the tree")


def workplaces(tree: Tree) -> Iterator[Finding]:
    """No path that exists on one machine only."""
    paths = re.compile(r"(?<![\w./-])/(?:work|root|home|Users)" + r"/[\w.-]+|\.py" + r"env\b")
    for path, text in tree.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            match = paths.search(line)
            if match:
                yield Finding(path, number, "workplaces", f"{match.group()} is a machine's own path")


def once(tree: Tree) -> Iterator[Finding]:
    for path in tree.under(("src", "capi"), (".h",)):
        if not re.search(r"^#pragma once$", tree.texts[path], re.MULTILINE):
            yield Finding(path, 1, "once", "a header without #pragma once")


RULES = (arrows, outside, owners, banned, sizes, leftovers, workplaces, once)


def check(root: Path) -> list[Finding]:
    tree = Tree(root)
    return [finding for rule in RULES for finding in rule(tree)]
