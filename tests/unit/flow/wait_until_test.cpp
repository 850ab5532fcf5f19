#include "base/time.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

constexpr Millis kNow = 1'000'000, kHour = 3'600'000;

const char* const kPaths = R"({"type": "wait_until", "paths": [
    {"when": {"trait": "vip", "eq": true}, "next": "b"},
    {"event": "Order Placed", "where": [{"property": "total", "gte": 50}],
     "match": {"property": "cart", "equals": "entry.cart"}, "next": "c"},
    {"when": {"trait": "old", "eq": true}}], "timeout": "1h", "else": "b"})";

// Standing at the node since kNow.
Entry standing() {
  Entry entry;
  entry.arrived_at = kNow;
  entry.wake_at = kNow + kHour;
  return entry;
}

TEST_CASE("a wait takes the first path that holds already") {
  const NodePtr wait = node_of(kPaths);
  CHECK(wait->type() == "wait_until");
  CHECK(wait->targets() == std::vector<std::string>{"b", "c"});
  CHECK(wait->listening().events == std::vector<std::string>{"Order Placed"});
  CHECK(wait->listening().changes);
  const auto at_arrival = [&](std::vector<std::string> holding) {
    return passes_to(wait->step(Entry(), ListedWorld(std::move(holding)), arrival(kNow)));
  };
  CHECK(at_arrival({"vip", "old"}) == "b");
  CHECK(at_arrival({"old"}) == ""); // a path without next completes the flow
  CHECK(at_arrival({}) == "(waits)");
}

TEST_CASE("a wait passes by its event, tied to the entry") {
  const NodePtr wait = node_of(kPaths);
  ListedWorld world;
  world.properties = schema::parse_json(R"({"cart": "c1"})");
  const auto on = [&](const char* name, const char* properties) {
    const schema::Value value = schema::parse_json(properties);
    return passes_to(wait->step(standing(), world, recorded({name, value, kNow + 1})));
  };
  CHECK(on("Order Placed", R"({"total": 50, "cart": "c1"})") == "c");
  CHECK(on("Order Placed", R"({"total": 49, "cart": "c1"})") == "(waits)");
  CHECK(on("Order Placed", R"({"total": 50, "cart": "c2"})") == "(waits)");
  CHECK(on("Order Paid", R"({"total": 50, "cart": "c1"})") == "(waits)");
}

TEST_CASE("of an event and a condition that turn together the path written first counts") {
  const NodePtr wait = node_of(R"({"type": "wait_until", "paths": [
      {"event": "Order Placed", "next": "b"}, {"when": {"trait": "vip", "eq": true}, "next": "c"}]})");
  const schema::Value none = schema::Value::object();
  const Event order = {"Order Placed", none, kNow};
  CHECK(passes_to(wait->step(standing(), ListedWorld({"vip"}), recorded(order))) == "b");
  CHECK(passes_to(wait->step(standing(), ListedWorld({"vip"}), changed(kNow))) == "c");
  CHECK(passes_to(wait->step(standing(), ListedWorld(), changed(kNow))) == "(waits)");
}

TEST_CASE("a wait is woken at its timeout, or before it when a condition may turn") {
  const NodePtr wait = node_of(kPaths);
  ListedWorld world;
  CHECK(waits_until(wait->step(Entry(), world, arrival(kNow))) == kNow + kHour);
  world.flip = kNow + 5;
  CHECK(waits_until(wait->step(Entry(), world, arrival(kNow))) == kNow + 5);
  // Asked again, nothing holds: the timeout still counts from the arrival.
  world.flip = kMillisMax;
  CHECK(waits_until(wait->step(standing(), world, woken(kNow + 5))) == kNow + kHour);
  CHECK(waits_until(wait->step(standing(), world, woken(kNow - 5))) == kNow + kHour);
}

TEST_CASE("at the timeout conditions go first, then else") {
  const NodePtr wait = node_of(kPaths);
  for (const Millis late : {Millis{0}, Millis{9}}) {
    CHECK(passes_to(wait->step(standing(), ListedWorld({"old"}), woken(kNow + kHour + late))) ==
          "");
    CHECK(passes_to(wait->step(standing(), ListedWorld(), woken(kNow + kHour + late))) == "b");
  }
}

TEST_CASE("without timeout a wait takes as long as it takes") {
  const NodePtr wait =
      node_of(R"({"type": "wait_until", "paths": [{"event": "Order Placed", "next": "b"}]})");
  CHECK(waits_until(wait->step(Entry(), ListedWorld(), arrival(kNow))) == kMillisMax);
  CHECK_FALSE(wait->listening().changes);
}

TEST_CASE("a timeout in months counts on the recipient's calendar") {
  const NodePtr wait =
      node_of(R"({"type": "wait_until", "paths": [{"event": "A"}], "timeout": "1mo"})");
  ListedWorld world;
  world.place = find_zone("America/New_York");
  // 20:00 on 1 March in New York, before the clocks change.
  CHECK(waits_until(wait->step(Entry(), world, arrival(*parse_time("2024-03-02T01:00Z")))) ==
        *parse_time("2024-04-02T00:00Z"));
}

TEST_CASE("mistakes of a wait") {
  const std::string example =
      R"( ([{"event": name, "next": node key}, {"when": condition, "next": node key}]))";
  CHECK(issues_of(flow_of_node(R"({"type": "wait_until"})", false)) ==
        std::vector<std::string>{"/nodes/a: the member \"paths\" is missing" + example});
  CHECK(issues_of(flow_of_node(R"({"type": "wait_until", "paths": [], "else": "b"})", false)) ==
        std::vector<std::string>{"/nodes/a/paths: expected an array of at least one path" + example,
                                 "/nodes/a/else: \"else\" has no meaning without \"timeout\"",
                                 "/nodes/a/else: there is no node \"b\" (did you mean \"a\"?)"});
  CHECK(issues_of(flow_of_node(R"({"type": "wait_until", "timeout": "0s", "paths": [
            7, {"next": "b"}, {"event": "A *", "when": {"everyone": true}},
            {"event": "A", "where": [{"property": "x", "eq": []}], "match": {}, "next": "d"}]})")) ==
        std::vector<std::string>{
            "/nodes/a/paths/0: expected a path, an object" + example,
            "/nodes/a/paths/1: the member \"when\" is missing "
            "(a condition, such as {\"everyone\": true})",
            "/nodes/a/paths/2/when: unknown member \"when\" "
            "(known: \"event\", \"where\", \"match\", \"next\")",
            "/nodes/a/paths/2/event: a wildcard stands for no single event "
            "(write the whole event name)",
            "/nodes/a/paths/3/where/0/eq: expected a string, a number, true or false, found array "
            "(for one of several values write \"in\": […])",
            "/nodes/a/paths/3/match: the member \"property\" is missing",
            "/nodes/a/paths/3/match: the member \"equals\" is missing",
            "/nodes/a/timeout: a duration must be longer than zero",
            "/nodes/a/paths/3/next: there is no node \"d\" (did you mean \"a\"?)"});
}

} // namespace
} // namespace beckon::flow
