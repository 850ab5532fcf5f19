"""Opening, closing, forgetting, forking."""

import gc
import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import beckon
import pytest

from conftest import START


def test_what_was_acknowledged_is_there_again(path: Path) -> None:
    with beckon.open(path, clock="manual", start=START) as b:
        profile = b.track("Seen", user_id="u1")["profile"]
        b.advance(by="1d")
    with beckon.open(path, clock="manual") as b:
        assert b.now() == START + timedelta(days=1)
        assert b.track("Seen", user_id="u1")["profile"] == profile


def test_closing_twice_does_nothing(b: beckon.Workspace) -> None:
    b.close()
    b.close()
    assert b.closed and "closed" in repr(b)
    with pytest.raises(beckon.Closed):
        b.now()
    with pytest.raises(beckon.Closed):
        b.segments.list()


def test_a_body_that_raises_closes_too(path: Path) -> None:
    with pytest.raises(KeyError), beckon.open(path):
        raise KeyError
    beckon.open(path).close()


def test_a_workspace_that_is_open_is_busy(b: beckon.Workspace, path: Path) -> None:
    with pytest.raises(beckon.Busy) as refused:
        beckon.open(path)
    assert refused.value.retryable


def test_create_can_be_forbidden(path: Path) -> None:
    with pytest.raises(beckon.NotFound):
        beckon.open(path, create=False)
    assert not path.exists()


def test_a_directory_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:  # root may write everywhere
            os.setuid(65534)
        try:
            beckon.open(tmp_path / "shop")
        except PermissionError as error:
            os._exit(0 if isinstance(error, beckon.PermissionDenied) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("options, pointer", [
    ({"clock": "atomic"}, "/clock"), ({"start": "soon"}, "/start"),
    ({"start": "2024-01-01T00:00:00"}, "/start"), ({"start": 5}, "/start"),
])
def test_options_are_checked(path: Path, options: dict[str, object], pointer: str) -> None:
    with pytest.raises(beckon.InvalidRequest) as refused:
        beckon.open(path, **options)  # type: ignore[arg-type]
    assert refused.value.pointer == pointer and not path.exists()


def test_a_forgotten_workspace_warns_and_is_closed(path: Path) -> None:
    forgotten = beckon.open(path)
    with pytest.warns(ResourceWarning, match="never closed"):
        del forgotten
        gc.collect()
    beckon.open(path).close()


def test_a_child_after_fork_is_told(b: beckon.Workspace) -> None:
    child = os.fork()
    if child == 0:
        try:
            b.now()
        except beckon.Forked:
            b.close()
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b.now() == START


def test_closing_waits_for_calls_of_other_threads(path: Path) -> None:
    b = beckon.open(path)
    done: list[str] = []
    failed: list[BaseException] = []
    started = threading.Barrier(5)

    def track(user: str) -> None:
        started.wait()
        try:
            while True:
                done.append(b.track("Seen", user_id=user)["profile"])
        except beckon.Closed:
            pass
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=track, args=(f"u{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    started.wait()
    while len(done) < 20:
        pass
    b.close()
    for thread in threads:
        thread.join(30)
    assert not failed
    with beckon.open(path) as again:
        report = again.verify()
        assert report["ok"] and report["events"] == len(done)


def test_an_open_workspace_is_closed_at_exit(path: Path) -> None:
    program = (f"import beckon, atexit\n"
               f"b = beckon.open({str(path)!r}, log=lambda level, line: None)\n"
               f"b.track('Seen', user_id='u1')\n")
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    with beckon.open(path, create=False) as b:
        assert b.verify()["events"] == 1
