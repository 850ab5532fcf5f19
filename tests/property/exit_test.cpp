// When entries end: at the very record or the very millisecond, and never later.
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

// Waits, then sets the trait `reached`, so that passing a node can be seen.
Value marking_flow(std::string_view key, std::string_view trigger, std::string_view delay) {
  Value flow = waiting_flow(key, trigger, delay);
  flow["nodes"]["wait"].set("next", "mark");
  flow["nodes"].set("mark", parse_json(R"({"type": "update_profile", "set": {"reached": true}})"));
  return flow;
}

const Value& reached() {
  static const Value condition = parse_json(R"({"trait": "reached", "eq": true})");
  return condition;
}

TEST_CASE("Feature: marketing-automation, Property 14: exit on condition") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    const int64_t limit = random.between(1, 4);
    Value flow = marking_flow("f", "Signed Up", "1h");
    Value by_trait = Value::object({{"trait", "spend"}, {"gte", limit}});
    Value by_count = Value::object({{"event", "Order Placed"}});
    by_count.set("count", Value::object({{"gte", limit}}));
    const bool counts = random.one_in(2);
    flow.set("exit_when", Value::array({counts ? by_count : by_trait}));
    shop.flow(flow);
    REQUIRE(moved(shop.track(0, "Signed Up"), "f", "wait"));
    const Millis due = shop.now() + kHour;
    int64_t orders = 0;
    bool ended = false;
    while (!ended && shop.now() < due) {
      const int64_t spend = random.between(0, 4);
      if (counts) ++orders;
      ended = counts ? orders >= limit : spend >= limit;
      const Consequences caused = counts ? shop.track(0, "Order Placed")
                                         : shop.identify(0, Value::object({{"spend", spend}}));
      REQUIRE(moved(caused, "f", "") == ended);
      if (!ended) shop.advance(random.between(1, 20 * kMinute));
    }
    shop.advance(2 * kHour);
    REQUIRE(shop.is_member("reached", 0) == !ended);
    REQUIRE(shop.entries("f").front() == (ended ? "exited exit_when" : "completed"));
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 16: welcome flow exit on purchase") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    Value flow = marking_flow("welcome", "Signed Up", "3d");
    flow.set("exit_when", parse_json(R"([{"event": "Order Placed"}])"));
    shop.flow(flow);
    shop.track(0, "Signed Up");
    const Millis until_purchase = random.between(1, 6 * kDay);
    const bool in_time = until_purchase < 3 * kDay;
    shop.advance(until_purchase);
    if (random.one_in(3)) shop.reopen();
    const Consequences caused = shop.track(0, "Order Placed");
    REQUIRE(moved(caused, "welcome", "") == in_time);
    shop.advance(10 * kDay);
    REQUIRE(shop.is_member("reached", 0) == !in_time);
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 17: cart recovery after exactly 1 h") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    shop.flow(marking_flow("recovery", "Checkout Started", "1h"));
    std::map<size_t, Millis> due;
    for (size_t who = 0; who < 1 + random.below(5); ++who) {
      shop.advance(random.between(1, kHour / 10));
      shop.track(who, "Checkout Started");
      due[who] = shop.now() + kHour;
    }
    // Both sides of each instant, in order of time.
    for (const auto& [who, at] : due) {
      shop.engine().advance_to(at - 1);
      REQUIRE_FALSE(shop.is_member("reached", who));
      shop.engine().advance_to(at);
      REQUIRE(shop.is_member("reached", who));
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 18: cart recovery exit on purchase") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    Value flow = marking_flow("recovery", "Checkout Started", "1h");
    flow.set("exit_when", parse_json(R"([{"event": "Order Placed"}])"));
    shop.flow(flow);
    shop.track(0, "Checkout Started");
    const Millis start = shop.now();
    const Millis after = random.one_in(2) ? kHour - 1 : random.between(1, kHour - 1);
    shop.engine().advance_to(start + after);
    REQUIRE(moved(shop.track(0, "Order Placed"), "recovery", ""));
    shop.engine().advance_to(start + random.between(kHour, 2 * kHour));
    REQUIRE_FALSE(shop.is_member("reached", 0));
    shop.check_sound();
  });
}

beckon::store::Record record_of(beckon::store::RecordKind kind, Millis at, const Value& payload) {
  beckon::store::Record record;
  record.kind = kind;
  record.at = at;
  record.payload = beckon::schema::to_json(payload);
  return record;
}

// The order of the journal decides, so the journal is written by hand and the engine replays it.
TEST_CASE("Feature: marketing-automation, Property 18: the purchase at the same millisecond wins") {
  using beckon::store::RecordKind;
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    Value flow = marking_flow("recovery", "Checkout Started", "1h");
    flow.set("exit_when", parse_json(R"([{"event": "Order Placed"}])"));
    shop.flow(flow);
    const size_t customers = 1 + random.below(4);
    for (size_t who = 0; who < customers; ++who) shop.track(who, "Checkout Started");
    const size_t buyer = random.below(customers);
    const bool purchase_first = !random.one_in(3);
    Value order = parse_json(person(buyer));
    order.set("event", "Order Placed");
    const Millis due = shop.now() + kHour;
    std::vector<beckon::store::Record> records = {
        record_of(RecordKind::track, due, order),
        record_of(RecordKind::tick, due, Value::object())};
    if (!purchase_first) std::swap(records[0], records[1]);
    shop.append_to_journal(&records);
    for (size_t who = 0; who < customers; ++who) {
      REQUIRE(shop.is_member("reached", who) == (who != buyer || !purchase_first));
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 20: win-back after 90 days without purchase") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("reached", reached());
    Value flow = marking_flow("win-back", "Order Placed", "90d");
    flow.set("exit_when", parse_json(R"([{"event": "Order Placed"}])"));
    flow.set("reentry", "after_exit");
    shop.flow(flow);
    Millis last = 0;
    for (size_t orders = 1 + random.below(4); orders > 0; --orders) {
      const Consequences caused = shop.track(0, "Order Placed");
      REQUIRE(moved(caused, "win-back", "wait"));
      REQUIRE(moved(caused, "win-back", "") == (last != 0));
      last = shop.now();
      if (orders > 1) shop.advance(random.between(1, 90 * kDay - 1));
    }
    shop.engine().advance_to(last + 90 * kDay - 1);
    REQUIRE_FALSE(shop.is_member("reached", 0));
    if (random.one_in(4)) {
      REQUIRE(moved(shop.track(0, "Order Placed"), "win-back", ""));
      shop.advance(1);
      REQUIRE_FALSE(shop.is_member("reached", 0));
    } else {
      shop.advance(1);
      REQUIRE(shop.is_member("reached", 0));
    }
    shop.check_sound();
  });
}

} // namespace
} // namespace property
