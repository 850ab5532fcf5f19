#include "flow/rules.h"

#include "base/time.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

const Millis kStart = *parse_time("2024-01-31T12:00:00Z");
constexpr Millis kDay = 86'400'000;

std::string refused(const char* members, const History& history, Millis now = kStart) {
  return refusal(*parse_sound(flow_with(members)), history, now);
}

const char* const kByKey = R"({"reentry": "concurrent_by_key", "entry_key": "event.cart_id"})";
const char* const kByKeyAgain =
    R"({"reentry": "concurrent_by_key", "entry_key": "event.cart_id", "again": true})";

TEST_CASE("a first start is never refused, a second while active always") {
  for (const char* members : {"{}", R"({"reentry": "never"})", R"({"reentry": "after_exit"})",
                              R"({"reentry": {"after": "30d"}})", kByKey, kByKeyAgain}) {
    CAPTURE(members);
    CHECK(refused(members, {false, std::nullopt}) == "");
    CHECK(refused(members, {true, kStart - 400 * kDay}) == "active");
  }
}

TEST_CASE("a start after an earlier entry has ended goes by the re-entry policy") {
  const History ended{false, kStart};
  const Millis later = kStart + 1'000 * kDay;
  CHECK(refused("{}", ended, later) == "reentry");
  CHECK(refused(R"({"reentry": "never"})", ended, later) == "reentry");
  CHECK(refused(R"({"reentry": "after_exit"})", ended, kStart) == "");
  CHECK(refused(kByKey, ended, later) == "reentry");
  CHECK(refused(kByKeyAgain, ended, kStart) == "");
}

TEST_CASE("re-entry after a duration counts from the entry's start") {
  const History ended{false, kStart};
  const char* const members = R"({"reentry": {"after": "30d"}})";
  CHECK(refused(members, ended, kStart + 30 * kDay - 1) == "reentry");
  CHECK(refused(members, ended, kStart + 30 * kDay) == "");
  const char* const month = R"({"reentry": {"after": "1mo"}})";
  CHECK(refused(month, ended, *parse_time("2024-02-29T11:59:59.999Z")) == "reentry");
  CHECK(refused(month, ended, *parse_time("2024-02-29T12:00:00Z")) == "");
}

TEST_CASE("the entry key is the text of a property") {
  struct Row {
    const char* properties;
    const char* key;
  };
  const Row rows[] = {
      {R"({"cart": {"id": "c-1"}})", "c-1"},
      {R"({"cart": {"id": 17}})", "17"},
      {R"({"cart": {"id": 1.5}})", "1.5"},
      {R"({"cart": {"id": true}})", "true"},
      {R"({"cart": {"id": null}})", ""},
      {R"({"cart": {"id": [1]}})", ""},
      {R"({"cart": {"id": {"x": 1}}})", ""},
      {R"({"cart": "c-1"})", ""},
      {R"({})", ""},
  };
  const DefinitionPtr keyed =
      parse_sound(flow_with(R"({"reentry": "concurrent_by_key", "entry_key": "event.cart.id"})"));
  const DefinitionPtr keyless = parse_sound(flow_with("{}"));
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    const schema::Value properties = schema::parse_json(row.properties);
    CHECK(entry_key_of(*keyed, properties) == row.key);
    CHECK(entry_key_of(*keyless, properties) == "");
  }
}

TEST_CASE("an event exit without match is caused by its event alone") {
  const Occurrence exit =
      parse_sound(flow_with(R"({"exit_when": [{"event": "Order Placed"}]})"))->exits[0];
  const schema::Value none = schema::Value::object();
  CHECK(matches(exit.event, {"Order Placed", none, 0}, none));
  CHECK_FALSE(matches(exit.event, {"order placed", none, 0}, none));
  CHECK_FALSE(matches(exit.event, {"", none, 0}, none));
}

TEST_CASE("a match compares a property with one of the event that began the entry") {
  const Occurrence exit = parse_sound(flow_with(R"({"exit_when": [{"event": "Order Placed",
      "match": {"property": "order.cart", "equals": "entry.cart.\"id.0\""}}]})"))
                              ->exits[0];
  struct Row {
    const char* properties;
    const char* entry;
    bool exits;
  };
  const Row rows[] = {
      {R"({"order": {"cart": "c1"}})", R"({"cart": {"id.0": "c1"}})", true},
      {R"({"order": {"cart": "c2"}})", R"({"cart": {"id.0": "c1"}})", false},
      {R"({"order": {"cart": 10}})", R"({"cart": {"id.0": 10.0}})", true},
      {R"({"order": {"cart": "10"}})", R"({"cart": {"id.0": 10}})", false},
      {R"({"order": {"cart": [1, 2]}})", R"({"cart": {"id.0": [1, 2]}})", true},
      {R"({"order": {}})", R"({"cart": {}})", false},
      {R"({"order": {"cart": "c1"}})", R"({})", false},
      {R"({})", R"({"cart": {"id.0": "c1"}})", false},
      {R"({"order": {"cart": null}})", R"({"cart": {"id.0": null}})", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    CAPTURE(row.entry);
    const schema::Value properties = schema::parse_json(row.properties);
    const schema::Value entry = schema::parse_json(row.entry);
    CHECK(matches(exit.event, {"Order Placed", properties, 0}, entry) == row.exits);
    CHECK_FALSE(matches(exit.event, {"Order Cancelled", properties, 0}, entry));
  }
}

TEST_CASE("a condition exit is caused by no event of itself") {
  const Occurrence exit =
      parse_sound(flow_with(R"({"exit_when": [{"trait": "plan", "eq": "pro"}]})"))->exits[0];
  const schema::Value none = schema::Value::object();
  CHECK(exit.condition != nullptr);
  CHECK_FALSE(matches(exit.event, {"", none, 0}, none));
  CHECK_FALSE(matches(exit.event, {"Order Placed", none, 0}, none));
}

} // namespace
} // namespace beckon::flow
