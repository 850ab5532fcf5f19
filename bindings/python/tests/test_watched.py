"""Long calls tell how far they have come, and can be ended."""

import signal
import threading

import beckon
import pytest

EVERYONE = {"everyone": True}


def test_a_question_tells_its_progress(b: beckon.Workspace) -> None:
    b.identify(user_id="u1")
    seen: list[tuple[int, int]] = []
    found = b.segments.estimate(where=EVERYONE, progress=lambda done, of: seen.append((done, of)))
    assert found["count"] == 1
    assert seen[0] == (0, 0)  # before the operation begins
    done, of = seen[-1]
    assert done == of > 0


def test_false_ends_the_call(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.Cancelled):
        b.segments.estimate(where=EVERYONE, progress=lambda done, of: False)
    with pytest.raises(beckon.Cancelled):
        b.call("segments.create", {"key": "all", "where": EVERYONE},
               progress=lambda done, of: False)
    assert b.segments.list()["items"] == []  # nothing was changed


def test_other_answers_do_not(b: beckon.Workspace) -> None:
    for answer in (None, 0, "", True):
        found = b.call("segments.estimate", {"where": EVERYONE},
                       progress=lambda done, of, answer=answer: answer)
        assert found["count"] == 0


def test_what_progress_raises_comes_out(b: beckon.Workspace) -> None:
    class Enough(Exception):
        pass

    def progress(done: int, of: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        b.segments.estimate(where=EVERYONE, progress=progress)
    assert b.segments.estimate(where=EVERYONE)["count"] == 0


def test_a_signal_ends_a_question(b: beckon.Workspace) -> None:
    main = threading.main_thread().ident
    assert main is not None
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            b.segments.estimate(
                where=EVERYONE,
                progress=lambda done, of: signal.pthread_kill(main, signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    assert b.segments.estimate(where=EVERYONE)["count"] == 0
