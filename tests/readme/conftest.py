"""Installs the release build once, as a user would have it."""

import subprocess
from pathlib import Path

import pytest

from readme import ROOT


@pytest.fixture(scope="session")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("prefix")
    subprocess.run(["cmake", "--install", ROOT / "build/release", "--prefix", target],
                   check=True, stdout=subprocess.DEVNULL)
    return target
