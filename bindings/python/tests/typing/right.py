"""Programs that the types must allow."""

from datetime import datetime, timedelta, timezone

import beckon


def program(b: beckon.Workspace) -> list[str]:
    now = datetime.now(timezone.utc)
    caused = b.identify(user_id="u1", email=None, traits={"plan": "pro", "n": [1]}, at=now)
    b.track("Order Placed", user_id="u1", properties={"total": 5}, at="2024-01-01T00:00:00Z")
    b.alias(previous_id="a1", user_id="u1")
    b.consent(user_id="u1", channel="email", state="granted", proof=1)
    b.ingest([{"type": "track"}, '{"type": "track"}', b"{}"], progress=print)
    b.advance(by=timedelta(days=1))
    b.segments.create(key="vip", where={"trait": "plan", "eq": "pro"})
    try:
        moved: str = caused["flows"][0]["node"] or "ended"
    except beckon.NotFound as error:
        return [error.code, *(issue.pointer for issue in error.issues)]
    with beckon.open("x", clock=lambda: now, log=lambda level, line: None,
                     transport=lambda request: beckon.Response(status=200)) as other:
        return [moved, *other.verify()["broken"], *caused["entered"]]
