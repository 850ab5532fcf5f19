"""What a host may provide. Hooks are called from threads of Beckon."""

import logging
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import beckon
import pytest

from conftest import START
from shop import order, send_states, set_up


class Wire:
    """A transport that remembers what it was given."""

    def __init__(self, *answers: beckon.Response) -> None:
        self.answers = list(answers)
        self.requests: list[beckon.Request] = []

    def __call__(self, request: beckon.Request) -> beckon.Response:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else beckon.Response(status=200)


def test_a_transport_sends_instead_of_beckons_own(path: Path, tmp_path: Path) -> None:
    wire = Wire()
    with beckon.open(path, clock="manual", start=START, transport=wire) as b:
        set_up(b, tmp_path / "outbox")
        order(b)
        b.settle()
        assert send_states(b) == ["accepted"]
    assert len(wire.requests) == 1
    request = wire.requests[0]
    assert request.url.startswith("file://" + str(tmp_path / "outbox"))
    assert b"Thanks." in request.body and request.timeout > 0
    assert not (tmp_path / "outbox").exists()


def test_the_phase_decides_whether_it_may_be_sent_again(path: Path, tmp_path: Path) -> None:
    wire = Wire(beckon.Response(phase="not_sent", error="refused"))
    with beckon.open(path, clock="manual", start=START, transport=wire) as b:
        set_up(b, tmp_path / "outbox")
        order(b)
        b.settle()
        assert send_states(b) == ["retry"]
        b.advance(by="1h")
        b.settle()
        assert send_states(b) == ["accepted"] and len(wire.requests) == 2


def test_a_transport_that_raises_may_have_sent(path: Path, tmp_path: Path) -> None:
    def broken(request: beckon.Request) -> beckon.Response:
        raise ConnectionResetError("gone")

    with beckon.open(path, clock="manual", start=START, transport=broken) as b:
        set_up(b, tmp_path / "outbox")
        order(b)
        b.settle()
        send = b.sends.list()["items"][0]
        assert send["state"] != "accepted"


def text_flow(b: beckon.Workspace) -> None:
    b.providers.create(key="ours", kind="host", channel="sms")
    b.templates.create(key="code", channel="sms", kind="transactional", text="Your code is 1234")
    b.flows.create(key="login", trigger={"event": "Login"}, reentry="after_exit", start="text",
                   nodes={"text": {"type": "message", "channel": "sms", "template": "code"}})
    b.flows.publish(key="login")
    b.identify(user_id="ada", phone="+15557122661")


def test_a_sender_sends_what_accounts_of_the_host_carry(path: Path) -> None:
    messages: list[dict[str, Any]] = []

    def sender(message: dict[str, Any]) -> dict[str, Any]:
        messages.append(message)
        if len(messages) == 2:
            return {"result": "rejected", "reason": "no such number"}
        if len(messages) == 3:
            raise ConnectionResetError("gone")
        return {"result": "accepted", "id": "m1"}

    with beckon.open(path, clock="manual", start=START, sender=sender) as b:
        text_flow(b)
        b.track("Login", user_id="ada")
        b.settle()
        assert messages[0]["to"] == "+15557122661" and messages[0]["account"] == "ours"
        assert messages[0]["text"] == "Your code is 1234"
        assert b.sends.list()["items"][0]["provider_message_id"] == "m1"
        b.track("Login", user_id="ada")
        b.settle()
        assert sorted(send_states(b)) == ["accepted", "rejected"]
        b.track("Login", user_id="ada")
        b.settle()
        reasons = [send.get("reason", "") for send in b.sends.list()["items"]]
        assert any("ConnectionResetError: gone" in reason for reason in reasons)


@pytest.mark.parametrize("answer", [
    beckon.Response(status=5), beckon.Response(body="text"),  # type: ignore[arg-type]
])
def test_an_answer_that_is_none_is_reported(path: Path, tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch,
                                            answer: beckon.Response) -> None:
    reported = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)
    with beckon.open(path, clock="manual", start=START, transport=Wire(answer)) as b:
        set_up(b, tmp_path / "outbox")
        order(b)
        b.settle()
        assert send_states(b) != ["accepted"]
    assert len(reported) == 1


def test_calls_do_not_hold_the_interpreter(path: Path, tmp_path: Path) -> None:
    arrived, answer = threading.Event(), threading.Event()

    def slow(request: beckon.Request) -> beckon.Response:
        arrived.set()
        assert answer.wait(30)
        return beckon.Response(status=200)

    with beckon.open(path, clock="manual", start=START, transport=slow) as b:
        set_up(b, tmp_path / "outbox")
        order(b)
        settling = threading.Thread(target=b.settle)
        settling.start()
        assert arrived.wait(30)
        assert b.identify(user_id="u2")["profile"]
        answer.set()
        settling.join(30)
        assert send_states(b) == ["accepted"]


def test_a_clock_stands_for_the_systems(path: Path) -> None:
    moment = START
    with beckon.open(path, clock=lambda: moment) as b:
        assert b.now() == START
        moment += timedelta(days=2)
        assert b.now() == START + timedelta(days=2)
        with pytest.raises(beckon.Conflict):
            b.advance(by="1d")


def test_a_clock_that_fails_gives_way_to_the_system(
        path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reported = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    with beckon.open(path, clock=lambda: datetime(2024, 1, 1)) as b:
        assert b.now() > before
    assert isinstance(reported[0].exc_value, beckon.InvalidRequest)


def fall_behind(path: Path) -> None:
    """Leaves the workspace as a crash does: its state behind its journal, which the log tells."""
    beckon.open(path, clock="manual").close()
    older = (path / "state.mdb").read_bytes()
    with beckon.open(path, clock="manual") as b:
        b.track("Seen", user_id="u1")
    (path / "state.mdb").write_bytes(older)


def test_log_lines_arrive(path: Path) -> None:
    fall_behind(path)
    lines: list[tuple[str, str]] = []
    with beckon.open(path, clock="manual", log=lambda level, line: lines.append((level, line))):
        pass
    assert len(lines) == 1 and lines[0][0] == "info" and "replayed 1 " in lines[0][1]


def test_log_lines_arrive_in_a_logger(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fall_behind(path)
    with caplog.at_level(logging.DEBUG, "shop"):
        beckon.open(path, clock="manual", log=logging.getLogger("shop")).close()
    assert [(name, level) for name, level, _ in caplog.record_tuples] == [("shop", logging.INFO)]
    assert "replayed 1 " in caplog.text


def test_a_log_that_fails_does_no_harm(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(level: str, line: str) -> None:
        raise OSError("full")

    reported = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)
    fall_behind(path)
    with beckon.open(path, clock="manual", log=full) as b:
        assert b.verify()["events"] == 1
    assert isinstance(reported[0].exc_value, OSError)
