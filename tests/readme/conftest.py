"""Installs a build (BECKON_BUILD, default build/release) once, as a user would have it."""

import os
import subprocess
from pathlib import Path

import pytest

from readme import ROOT


@pytest.fixture(scope="session")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("prefix")
    build = os.environ.get("BECKON_BUILD", ROOT / "build/release")
    subprocess.run(["cmake", "--install", build, "--prefix", target],
                   check=True, stdout=subprocess.DEVNULL)
    return target
