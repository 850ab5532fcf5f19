"""The annotations: strict, true to the module, and able to tell right from wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import beckon

HERE = Path(__file__).parent
BINDINGS = HERE.parents[1]


def run(cache: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], text=True, capture_output=True,
                          cwd=BINDINGS / "python", check=False,
                          env={**os.environ, "MYPY_CACHE_DIR": str(cache)})


def test_the_package_is_typed() -> None:
    assert (Path(beckon.__file__).parent / "py.typed").exists()


def test_sources_and_right_programs_pass(tmp_path: Path) -> None:
    done = run(tmp_path, "mypy", "src", BINDINGS / "generate.py", BINDINGS / "codegen",
               HERE / "typing/right.py")
    assert done.returncode == 0, done.stdout


def test_wrong_programs_do_not(tmp_path: Path) -> None:
    wrong = HERE / "typing/wrong.py"
    expected = {number: line.split("# ")[1]
                for number, line in enumerate(wrong.read_text().splitlines(), 1) if "  # " in line}
    done = run(tmp_path, "mypy", wrong)
    found = re.findall(r"wrong\.py:(\d+): error: .*\[([\w-]+)\]", done.stdout)
    assert {int(number): code for number, code in found} == expected, done.stdout


def test_the_stubs_are_those_of_the_modules(tmp_path: Path) -> None:
    # The shapes of answers are for type checkers alone; of handles nobody sees the inside.
    allowed = tmp_path / "allowed"
    allowed.write_text("beckon\\._operations\\.\\w+\\.\\w+(Request|Response)\\w*\n"
                       "beckon\\._native\\.(Engine|Import|Export)(\\.__init__)?\n")
    done = run(tmp_path, "mypy.stubtest", "beckon._native", "beckon._operations",
               "--allowlist", allowed)
    assert done.returncode == 0, done.stdout
