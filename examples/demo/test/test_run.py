"""The script around the demo: fetching the data, and what happens without a network."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

DEMO = Path(__file__).resolve().parents[1]
# An index that nobody listens at, and no other way out.
OFFLINE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0",
           "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}


class RunTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        demo = self.root / "examples/demo"
        demo.mkdir(parents=True)
        for name in ("run", "requirements.txt"):
            shutil.copy(DEMO / name, demo)

    def tearDown(self) -> None:
        self.folder.cleanup()

    def make_program(self, script: str) -> None:
        program = self.root / "build/release/examples/demo/beckon_demo"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        program.chmod(0o755)

    def make_data(self) -> None:
        data = self.root / "build/demo/data/CDNOW_master.txt"
        data.parent.mkdir(parents=True)
        data.write_text("purchases", encoding="utf-8")

    def run_demo(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([self.root / "examples/demo/run"], env={**os.environ, **OFFLINE},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=60)

    def test_without_the_program_it_says_how_to_build_it(self) -> None:
        done = self.run_demo()
        self.assertEqual(done.returncode, 1)
        self.assertIn("./dev demo builds and runs it", done.stderr)

    def test_without_a_network_it_says_so_and_runs_nothing(self) -> None:
        self.make_program("echo started")
        done = self.run_demo()
        self.assertEqual(done.returncode, 1)
        self.assertIn("The demo needs the network the first time only", done.stderr)
        self.assertNotIn("started", done.stdout)

    def test_with_the_data_no_network_is_needed(self) -> None:
        self.make_program('echo "$1 $2"')
        self.make_data()
        done = self.run_demo()
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "build/demo/data/CDNOW_master.txt build/demo\n", ""))

    def test_begins_afresh_and_passes_the_status_on(self) -> None:
        self.make_program("test -e build/demo/workspace -o -e build/demo/outbox && exit 1; exit 7")
        self.make_data()
        for name in ("workspace", "outbox"):
            (self.root / "build/demo" / name).mkdir()
        self.assertEqual(self.run_demo().returncode, 7)


if __name__ == "__main__":
    unittest.main()
