"""Compiles and runs the quick starts of README.md exactly as they are printed there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from readme import ROOT, blocks, expected_output, program, prose, text


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    """Standard output of a command; its errors are shown when it fails."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stderr}"
    return done.stdout


def flags(prefix: Path) -> list[str]:
    config = next(prefix.rglob("beckon.pc")).parent
    return run(["pkg-config", "--cflags", "--libs", "beckon"], prefix,
               PKG_CONFIG_PATH=str(config)).split()


def library_folder(prefix: Path) -> str:
    return str(next(prefix.rglob("libbeckon.so")).parent)


@pytest.mark.parametrize("language,compiler,standard,suffix", [
    ("c", "cc", "-std=c99", ".c"),
    ("cpp", "c++", "-std=c++17", ".cpp"),
])
def test_compiled_quick_start(language: str, compiler: str, standard: str, suffix: str,
                              prefix: Path, tmp_path: Path) -> None:
    source = tmp_path / f"quickstart{suffix}"
    source.write_text(program(language).text, encoding="utf-8")
    run([compiler, standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, *flags(prefix),
         "-o", "quickstart"], tmp_path)
    assert run(["./quickstart"], tmp_path,
               LD_LIBRARY_PATH=library_folder(prefix)) == expected_output()


def test_python_quick_start(tmp_path: Path) -> None:
    (tmp_path / "quickstart.py").write_text(program("python").text, encoding="utf-8")
    assert run([sys.executable, "quickstart.py"], tmp_path) == expected_output()


def test_node_quick_start(tmp_path: Path) -> None:
    binding = ROOT / "bindings/node"
    name = json.loads((binding / "package.json").read_text(encoding="utf-8"))["name"]
    target = tmp_path / "node_modules" / name
    target.parent.mkdir(parents=True)
    target.symlink_to(binding, target_is_directory=True)
    (tmp_path / "quickstart.mjs").write_text(program("js").text, encoding="utf-8")
    assert run(["node", "quickstart.mjs"], tmp_path) == expected_output()


@pytest.mark.parametrize("language,path", [
    ("c", "examples/c/quickstart.c"),
    ("cpp", "examples/cpp/quickstart.cpp"),
    ("python", "examples/python/quickstart.py"),
    ("js", "examples/node/quickstart.mjs"),
])
def test_the_examples_are_the_quick_starts(language: str, path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == program(language).text


@pytest.mark.parametrize("language,file", [
    ("c", "examples/c/quickstart.c"),
    ("cpp", "examples/cpp/quickstart.cpp"),
    ("python", "examples/python/quickstart.py"),
    ("js", "examples/node/quickstart.mjs"),
])
def test_the_examples_are_the_quick_starts(language: str, file: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8") == program(language).text


def test_opens_with_the_two_commands() -> None:
    first = blocks(text())[0]
    commands = [line.split("#")[0].strip() for line in first.text.splitlines()]
    assert commands == ["./dev demo", "./dev test"]


def test_every_dev_command_in_the_documents_exists() -> None:
    known = set(re.findall(r"^  (\w+)", run([ROOT / "dev", "help"], ROOT), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`?\./dev (\w+)", (ROOT / document).read_text(encoding="utf-8")))
        assert named, f"{document} names no command"
        assert named <= known | {"help"}, f"{document} names {named - known}"


def test_every_path_in_the_documents_exists() -> None:
    for document in ("README.md", "CONTRIBUTING.md", "SECURITY.md"):
        contents = prose((ROOT / document).read_text(encoding="utf-8"))
        paths = set(re.findall(r"\]\(([^)#:]+)\)", contents))
        paths |= {path for path in re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", contents)
                  if not path.startswith("build/")}
        missing = sorted(path for path in paths if not (ROOT / path).exists())
        assert not missing, f"{document} names {missing}"
