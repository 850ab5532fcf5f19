"""Writes the methods of Python and Node, and their types, from the operation registry.

usage: generate.py [--check] [--registry FILE]

The registry is that of the installed package beckon, or FILE with the answer of
beckon_operations(). With --check nothing is written: prints the files that are stale and exits 1.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from codegen import python, typescript
from codegen.registry import Operation, read

ROOT = Path(__file__).parent
OUTPUTS = {
    "python/src/beckon/_operations": python.files,
    "node/operations": typescript.files,
}


def generated(operations: list[Operation]) -> dict[str, str]:
    """Every generated file, relative to this folder, and what it must hold."""
    return {f"{folder}/{name}": text
            for folder, files in OUTPUTS.items() for name, text in files(operations).items()}


def stale(files: dict[str, str]) -> list[str]:
    """Files that are missing, that hold something else, or that nothing generates any more."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
             for folder in OUTPUTS for path in sorted((ROOT / folder).glob("*.*"))}
    return [path for path in sorted({*files, *found}) if files.get(path) != found.get(path)]


def write(path: str, text: str | None) -> None:
    target = ROOT / path
    if text is None:
        target.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def load(registry: str | None) -> dict[str, Any]:
    if registry is not None:
        document: dict[str, Any] = json.loads(Path(registry).read_text(encoding="utf-8"))
        return document
    # The package cannot be imported while its generated half is missing; its native half can.
    import importlib.util
    package = importlib.util.find_spec("beckon")
    if package is None or package.submodule_search_locations is None:
        raise SystemExit("generate.py: install bindings/python first, or name a --registry")
    folder = Path(package.submodule_search_locations[0])
    library = next(folder.glob("_native.*.so"))
    spec = importlib.util.spec_from_file_location("_native", library)
    assert spec is not None and spec.loader is not None
    native = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(native)
    answer: dict[str, Any] = json.loads(native.operations())
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--registry")
    arguments = parser.parse_args()
    files = generated(read(load(arguments.registry)))
    changed = stale(files)
    for path in changed:
        print(path)
        if not arguments.check:
            write(path, files.get(path))
    if arguments.check and changed:
        raise SystemExit("stale: run bindings/generate.py")


if __name__ == "__main__":
    main()
