"""Runs the tool: BECKON_CLI is its path."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ["BECKON_CLI"]


class Ran:
    """What a command said and how it ended."""

    def __init__(self, done: "subprocess.CompletedProcess[bytes]") -> None:
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)


class ToolTest(unittest.TestCase):
    """A directory of its own for each test."""

    def setUp(self) -> None:
        self.directory = tempfile.TemporaryDirectory(prefix="beckon-cli-")
        self.addCleanup(self.directory.cleanup)
        self.path = Path(self.directory.name)
        self.shop = str(self.path / "shop.beckon")

    def run_tool(self, *words: str, stdin: bytes = b"") -> Ran:
        return Ran(subprocess.run([TOOL, *words], input=stdin, capture_output=True, timeout=280,
                                  cwd=self.path, check=False))

    def write(self, name: str, text: str) -> str:
        (self.path / name).write_text(text, encoding="utf-8")
        return str(self.path / name)
