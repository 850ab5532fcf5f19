"""A workspace of its own for each test, with a clock that stands still."""

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import beckon
import pytest

START = datetime(2024, 3, 1, 9, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.beckon"


@pytest.fixture
def b(path: Path) -> Iterator[beckon.Workspace]:
    with beckon.open(path, clock="manual", start=START) as workspace:
        yield workspace
