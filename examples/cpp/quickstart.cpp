#include <beckon/beckon.hpp>
#include <iostream>

int main() {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  beckon::Engine shop("shop.beckon", options);
  shop.call("segments.create", R"({
    "key": "regulars",
    "where": {"event": "Order Placed", "count": {"gte": 2}, "within": "30d"}
  })");

  const auto report = [&](const char* when) {
    const bool regular = shop.is_member("regulars", R"({"user_id": "ada"})");
    std::cout << when << ": " << (regular ? "a regular" : "not a regular") << '\n';
  };

  shop.identify(R"({"user_id": "ada", "email": "ada@shop.example", "traits": {"plan": "free"}})");
  shop.track(R"({"event": "Order Placed", "user_id": "ada", "properties": {"total": 40}})");
  report("one order");
  shop.track(R"({"event": "Order Placed", "user_id": "ada", "properties": {"total": 25}})");
  report("two orders");
  shop.advance_by("31d");
  report("31 days later");
}
