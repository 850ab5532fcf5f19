"""Unit tests of marketing logic: one made-up profile through a flow, step by step."""

import beckon
import pytest

CART = {
    "key": "cart", "trigger": {"event": "Checkout Started"}, "reentry": "after_exit",
    "exit_when": [{"event": "Order Placed"}], "start": "hour",
    "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
              "remind": {"type": "message", "channel": "email", "template": "note"}},
}
ANN = {"email": "ann@shop.example", "consents": {"email": "granted"}}


@pytest.fixture
def shop(b: beckon.Workspace) -> beckon.Workspace:
    b.templates.create(key="note", channel="email", kind="marketing", subject="Your cart",
                       from_="shop@shop.example", text="It waits for you")
    b.call("flows.create", CART)
    return b


def test_the_reminder_comes_after_an_hour(shop: beckon.Workspace) -> None:
    told = shop.flows.test(key="cart", profile=ANN, steps=[
        {"track": "Checkout Started"}, {"advance": "59m"}, {"advance": "1m"}])
    assert [move["node"] for move in told["steps"][0]["moves"]] == ["hour"]
    assert told["steps"][1]["messages"] == []
    assert [m["result"] for m in told["steps"][2]["messages"]] == ["accepted"]


def test_who_orders_gets_none(shop: beckon.Workspace) -> None:
    told = shop.flows.test(key="cart", profile=ANN, steps=[
        {"track": "Checkout Started"}, {"track": "Order Placed"}, {"advance": "1d"}])
    assert told["steps"][1]["moves"][0]["reason"] == "exit_when"
    assert told["steps"][2]["messages"] == []


def test_a_wrong_step_is_named(shop: beckon.Workspace) -> None:
    with pytest.raises(beckon.InvalidRequest) as error:
        shop.flows.test(key="cart", steps=[{"trak": "Checkout Started"}])
    assert error.value.issues[0].pointer == "/steps/0"


def test_the_past_answers_too(shop: beckon.Workspace) -> None:
    shop.identify(user_id="ann", email="ann@shop.example")
    shop.consent(user_id="ann", channel="email", state="granted", source="form")
    shop.track("Checkout Started", user_id="ann")
    shop.advance(by="2h")
    seen: list[tuple[int, int]] = []
    found = shop.flows.simulate(key="cart", progress=lambda done, of: seen.append((done, of)))
    assert found["totals"]["messages"]["sent"] == 1
    assert [m["at"] for m in found["messages"]["items"]] == ["2024-03-01T10:00:00.000Z"]
    assert seen[-1][0] == seen[-1][1] > 0
    assert shop.sends.list()["items"] == []  # nothing was sent
    with pytest.raises(beckon.Cancelled):
        shop.flows.simulate(key="cart", progress=lambda done, of: False)
