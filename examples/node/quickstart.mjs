import { open } from "beckon";

const shop = await open("shop.beckon", { clock: "manual" });
await shop.segments.create({
  key: "regulars",
  where: { event: "Order Placed", count: { gte: 2 }, within: "30d" },
});

async function report(when) {
  const regular = await shop.isMember("regulars", { userId: "ada" });
  console.log(`${when}: ${regular ? "a regular" : "not a regular"}`);
}

await shop.identify({ userId: "ada", email: "ada@shop.example", traits: { plan: "free" } });
await shop.track({ event: "Order Placed", userId: "ada", properties: { total: 40 } });
await report("one order");
await shop.track({ event: "Order Placed", userId: "ada", properties: { total: 25 } });
await report("two orders");
await shop.advance({ by: "31d" });
await report("31 days later");
await shop.close();
