// Who is started by what, and that nobody is started twice.
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

TEST_CASE("Feature: marketing-automation, Property 12: trigger enrols") {
  const std::vector<std::string> names = {"Signed Up", "Order Placed", "Product Viewed"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    const std::string trigger = random.one_of(names);
    const int64_t threshold = random.between(0, 3);
    Value flow = waiting_flow("f", trigger, "1d");
    flow.set("filter", Value::object({{"trait", "spend"}, {"gte", threshold}}));
    shop.flow(flow);
    std::map<size_t, int64_t> spend;
    std::map<size_t, bool> started;
    for (int step = 0; step < 25; ++step) {
      const size_t who = random.below(4);
      if (random.one_in(3)) {
        spend[who] = random.between(0, 3);
        const Consequences caused = shop.identify(who, Value::object({{"spend", spend[who]}}));
        REQUIRE(caused.flows.empty());
        continue;
      }
      const std::string event = random.one_of(names);
      const bool passes = spend.count(who) != 0 && spend[who] >= threshold;
      const bool expected = event == trigger && passes && !started[who];
      const Consequences caused = shop.track(who, event);
      REQUIRE(moved(caused, "f", "wait") == expected);
      REQUIRE(caused.flows.size() == (expected ? 1U : 0U));
      started[who] = started[who] || expected;
    }
    size_t running = 0;
    for (const auto& [who, is_started] : started) running += is_started ? 1 : 0;
    REQUIRE(shop.active("f") == running);
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 13: no double enrolment") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    const bool never = random.one_in(2);
    Value flow = waiting_flow("f", "Signed Up", "1h");
    flow.set("reentry", never ? "never" : "after_exit");
    flow.set("exit_when", parse_json(R"([{"event": "Left"}])"));
    shop.flow(flow);
    std::map<size_t, Millis> ends; // of the entry that runs
    std::map<size_t, size_t> begun;
    for (int step = 0; step < 30; ++step) {
      const size_t who = random.below(3);
      const bool active = ends.count(who) != 0 && shop.now() < ends[who];
      switch (random.below(4)) {
        case 0: shop.advance(random.between(1, 50) * kMinute); break;
        case 1: {
          REQUIRE(moved(shop.track(who, "Left"), "f", "") == active);
          ends.erase(who);
          break;
        }
        default: {
          const bool may = !active && (!never || begun[who] == 0);
          REQUIRE(moved(shop.track(who, "Signed Up"), "f", "wait") == may);
          if (!may) break;
          ends[who] = shop.now() + kHour;
          ++begun[who];
        }
      }
      if (random.one_in(10)) shop.reopen();
    }
    size_t total = 0;
    for (const auto& [who, count] : begun) total += count;
    REQUIRE(shop.entries("f").size() == total);
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 15: welcome flow enrolment") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    shop.segment("registered", parse_json(R"({"trait": "registered_at", "exists": true})"));
    Value flow = waiting_flow("welcome", "unused", "3d");
    flow.set("trigger", parse_json(R"({"segment": "registered", "on": "entered"})"));
    shop.flow(flow);
    for (size_t who = 0; who < 3 + random.below(5); ++who) {
      shop.advance(random.between(1, kDay));
      // A visitor first, or a customer from the start.
      if (random.one_in(2)) REQUIRE(shop.track(who, "Product Viewed").flows.empty());
      Value traits = Value::object({{"name", random.word()}});
      traits.set("registered_at", beckon::format_time(shop.now()));
      const Consequences caused = shop.identify(who, traits);
      REQUIRE(contains(caused.entered, "registered"));
      REQUIRE(moved(caused, "welcome", "wait"));
      REQUIRE(shop.identify(who, traits).flows.empty());
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 19: post-purchase enrolment") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    Value flow = waiting_flow("thanks", "Order Placed", "2d");
    flow.set("reentry", "concurrent_by_key");
    flow.set("entry_key", "event.order_id");
    shop.flow(flow);
    std::map<std::string, bool> seen; // by customer and order
    for (int step = 0; step < 20; ++step) {
      const size_t who = random.below(3);
      const std::string order = "o" + std::to_string(random.below(5));
      const std::string key = std::to_string(who) + " " + order;
      const Consequences caused =
          shop.track(who, "Order Placed", Value::object({{"order_id", order}}));
      REQUIRE(moved(caused, "thanks", "wait") == !seen[key]);
      seen[key] = true;
      if (random.one_in(3)) shop.advance(random.between(1, kDay));
    }
    REQUIRE(shop.entries("thanks").size() == seen.size());
    shop.check_sound();
  });
}

} // namespace
} // namespace property
