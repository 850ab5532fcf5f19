"""The typed verbs: what they send, what they answer."""

from datetime import datetime, timedelta, timezone

import beckon
import pytest

from conftest import START

PRO = {"trait": "plan", "eq": "pro"}


def test_identify_answers_with_what_it_caused(b: beckon.Workspace) -> None:
    b.segments.create(key="pro", where=PRO)
    caused = b.identify(user_id="u1", email="ann@shop.example", traits={"plan": "pro"})
    assert caused["entered"] == ["pro"]
    assert caused["left"] == [] and caused["flows"] == [] and caused["duplicate"] is False
    assert b.is_member("pro", user_id="u1") and b.is_member("pro", email="ann@shop.example")
    assert not b.is_member("pro", user_id="somebody else")
    assert b.identify(user_id="u1", traits={"plan": None})["left"] == ["pro"]


def test_a_flow_that_starts_is_told(b: beckon.Workspace) -> None:
    b.flows.create(key="wait", trigger={"event": "Seen"}, start="hour",
                   nodes={"hour": {"type": "delay", "for": "1h"}})
    b.flows.publish(key="wait")
    moves = b.track("Seen", user_id="u1")["flows"]
    assert [(move["flow"], move["node"]) for move in moves] == [("wait", "hour")]


def test_a_message_id_makes_a_record_safe_to_repeat(b: beckon.Workspace) -> None:
    first = b.track("Seen", user_id="u1", message_id="m1")
    again = b.track("Seen", user_id="u1", message_id="m1")
    assert not first["duplicate"] and again["duplicate"]


def test_alias_joins_a_visitor_and_a_user(b: beckon.Workspace) -> None:
    visitor = b.track("Seen", anonymous_id="a1")["profile"]
    b.alias(previous_id="a1", user_id="u1")
    assert b.track("Seen", user_id="u1")["profile"] == visitor


def test_consent_is_kept_with_its_evidence(b: beckon.Workspace) -> None:
    b.segments.create(key="mailable", where={"consent": "email", "is": "granted"})
    b.identify(user_id="u1", email="ann@shop.example")
    caused = b.consent(user_id="u1", channel="email", state="granted", source="form",
                       ip="192.0.2.1", proof={"form": 7})
    assert caused["entered"] == ["mailable"]


@pytest.mark.parametrize("at", [
    START - timedelta(days=40),
    (START - timedelta(days=40)).astimezone(timezone(timedelta(hours=5, minutes=30))),
    (START - timedelta(days=40)).isoformat(),
])
def test_at_is_the_time_of_the_event(b: beckon.Workspace, at: datetime | str) -> None:
    b.segments.create(key="recent", where={"event": "Seen", "within": "30d"})
    b.segments.create(key="ever", where={"event": "Seen", "within": "41d"})
    assert b.track("Seen", user_id="u1", at=at)["entered"] == ["ever"]


def test_a_naive_datetime_is_refused_with_a_hint(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.InvalidRequest) as refused:
        b.track("Seen", user_id="u1", at=datetime(2024, 1, 1))
    assert refused.value.pointer == "/at"
    assert "timezone.utc" in refused.value.hint
    with pytest.raises(beckon.InvalidRequest):
        b.identify(user_id="u1", traits={"seen": [datetime(2024, 1, 1)]})


def test_unknown_fields_are_named(b: beckon.Workspace) -> None:
    with pytest.raises(beckon.InvalidRequest) as refused:
        b.track("Seen", userid="u1")  # type: ignore[call-arg]
    assert refused.value.pointer == "/userid"
    assert "user_id" in refused.value.hint


def test_a_refused_record_changes_nothing(b: beckon.Workspace) -> None:
    before = b.verify()
    with pytest.raises(beckon.InvalidRequest):
        b.track("Seen")
    assert b.verify() == before


def test_time_moves_by_advance_alone(b: beckon.Workspace) -> None:
    assert b.now() == START and b.now().tzinfo is timezone.utc
    b.advance(by="3d")
    b.advance(by=timedelta(hours=1))
    assert b.now() == START + timedelta(days=3, hours=1)
    b.advance(to=START + timedelta(days=4))
    b.advance(to="2024-03-06T00:00:00+02:00")
    assert b.now() == datetime(2024, 3, 5, 22, tzinfo=timezone.utc)


@pytest.mark.parametrize("step", [{}, {"by": "1d", "to": START}])
def test_advance_takes_one_of_both(b: beckon.Workspace, step: dict[str, object]) -> None:
    with pytest.raises(beckon.InvalidRequest, match="either by or to"):
        b.advance(**step)  # type: ignore[arg-type]


def test_a_segment_loses_members_as_time_passes(b: beckon.Workspace) -> None:
    b.segments.create(key="recent", where={"event": "Seen", "within": "30d"})
    b.track("Seen", user_id="u1")
    b.advance(by="30d")
    assert b.is_member("recent", user_id="u1")
    b.advance(by=timedelta(milliseconds=1))
    assert not b.is_member("recent", user_id="u1")


def test_verify_counts_and_hashes(b: beckon.Workspace) -> None:
    b.track("Seen", user_id="u1")
    b.flush()
    report = b.verify()
    assert report["ok"] and report["broken"] == []
    assert report["profiles"] == 1 and report["events"] == 1
    assert int(report["state_hash"], 16) > 0
