"""A workspace that sends a receipt for each order."""

from pathlib import Path

import beckon


def set_up(b: beckon.Workspace, outbox: Path) -> None:
    b.templates.create(key="receipt", channel="email", kind="transactional", subject="Receipt",
                       from_="shop@shop.example", html="<p>Thanks.</p>", text="Thanks.")
    b.providers.create(key="box", kind="sandbox", channel="email", directory=str(outbox))
    b.flows.create(key="receipts", trigger={"event": "Order Placed"}, start="send", nodes={
        "send": {"type": "message", "channel": "email", "template": "receipt"}})
    b.flows.publish(key="receipts")


def order(b: beckon.Workspace, user: str = "u1") -> None:
    b.identify(user_id=user, email=f"{user}@shop.example")
    b.track("Order Placed", user_id=user)


def send_states(b: beckon.Workspace) -> list[str]:
    return [send["state"] for send in b.sends.list()["items"]]
