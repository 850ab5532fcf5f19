import beckon

with beckon.open("shop.beckon", clock="manual") as shop:
    shop.segments.create(
        key="regulars",
        where={"event": "Order Placed", "count": {"gte": 2}, "within": "30d"},
    )

    def report(when: str) -> None:
        regular = shop.is_member("regulars", user_id="ada")
        print(f"{when}: {'a regular' if regular else 'not a regular'}")

    shop.identify(user_id="ada", email="ada@shop.example", traits={"plan": "free"})
    shop.track("Order Placed", user_id="ada", properties={"total": 40})
    report("one order")
    caused = shop.track("Order Placed", user_id="ada", properties={"total": 25})
    assert caused["entered"] == ["regulars"]
    report("two orders")
    shop.advance(by="31d")
    report("31 days later")
