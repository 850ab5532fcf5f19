// Which events a selector picks, and what it keeps of each.
#include "segment/selector.h"

#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;
using Kept = SelectorParts::Value;

Value json(std::string_view text) { return schema::parse_json(text); }

// The tests of a `where`, by way of the parser.
Where where_of(const std::string& tests) {
  const auto predicates = parse(R"({"event": "A", "where": )" + tests + "}")->predicates();
  return predicates.front()->selectors().front().selector->where();
}

Selector keeping(Kept kept, std::string_view path) {
  SelectorParts parts;
  parts.event = "A";
  parts.value = kept;
  if (!path.empty()) parts.path = schema::Path(path);
  return Selector(parts);
}

} // namespace

TEST_CASE("selector: whole names and prefixes, which pass the engine's own events by") {
  SelectorParts parts;
  parts.event = "Order";
  const Selector whole(parts);
  CHECK(whole.matches_name("Order"));
  CHECK(!whole.matches_name("Order Placed"));
  CHECK(whole.is_plain());
  parts.prefix = true;
  const Selector prefix(parts);
  CHECK(prefix.matches_name("Order"));
  CHECK(prefix.matches_name("Order Placed"));
  CHECK(!prefix.matches_name("order"));
  CHECK(!prefix.is_plain());
  CHECK(prefix.text() == R"({"event":"Order*"})");
  parts.event = "";
  CHECK(Selector(parts).matches_name("anything"));
  CHECK(!Selector(parts).matches_name("\x01opened"));
  parts = {};
  parts.event = "\x01opened";
  CHECK(Selector(parts).matches_name("\x01opened"));
}

TEST_CASE("selector: an absolute range includes both ends") {
  SelectorParts parts;
  parts.event = "A";
  parts.from = 10;
  parts.to = 20;
  const Selector selector(parts);
  CHECK(!selector.picks("A", 9, {}));
  CHECK(selector.picks("A", 10, {}));
  CHECK(selector.picks("A", 20, {}));
  CHECK(!selector.picks("A", 21, {}));
  CHECK(!selector.picks("B", 15, {}));
  CHECK(!selector.is_plain());
  CHECK(!selector.reads_properties());
}

TEST_CASE("selector: every test of where must hold") {
  SelectorParts parts;
  parts.event = "A";
  parts.where = where_of(R"([{"property": "total", "gte": 50}, {"property": "kind", "eq": "x"}])");
  const Selector selector(parts);
  CHECK(selector.picks("A", 0, json(R"({"total": 50, "kind": "x"})")));
  CHECK(!selector.picks("A", 0, json(R"({"total": 49, "kind": "x"})")));
  CHECK(!selector.picks("A", 0, json(R"({"total": 50})")));
  CHECK(!selector.picks("A", 0, Value()));
  CHECK(selector.reads_properties());
  CHECK(!selector.is_plain());
}

TEST_CASE("selector: numbers are kept in millionths, what is no number is not picked") {
  const Selector selector = keeping(Kept::number, "total");
  CHECK(selector.has_numbers());
  CHECK(selector.picks("A", 0, json(R"({"total": 19.99})")));
  CHECK(selector.value_of("A", json(R"({"total": 19.99})")) == 19'990'000);
  CHECK(selector.value_of("A", json(R"({"total": -3})")) == -3'000'000);
  CHECK(!selector.picks("A", 0, json(R"({"total": "19.99"})")));
  CHECK(!selector.picks("A", 0, json(R"({"total": null})")));
  CHECK(!selector.picks("A", 0, json(R"({})")));
  CHECK(!selector.picks("A", 0, json(R"({"total": 9.3e12})")));
}

TEST_CASE("selector: a hash is equal for equal values and picks all that are there") {
  const Selector selector = keeping(Kept::hash, "item.id");
  const auto hash = [&](const char* value) {
    const Value properties = json(R"({"item": {"id": )" + std::string(value) + "}}");
    REQUIRE(selector.picks("A", 0, properties));
    return selector.value_of("A", properties);
  };
  CHECK(hash("5") == hash("5.0"));
  CHECK(hash("5") != hash("\"5\""));
  CHECK(hash("\"a\"") != hash("\"b\""));
  CHECK(hash("[1, 2]") != hash("[2, 1]"));
  CHECK(hash(R"({"a": 1, "b": 2})") == hash(R"({"b": 2, "a": 1})"));
  CHECK(hash("false") != hash("0"));
  CHECK(!selector.picks("A", 0, json(R"({"item": {"id": null}})")));
  CHECK(!selector.picks("A", 0, json(R"({"item": 5})")));
}

TEST_CASE("selector: a flag says whether the event has what is asked") {
  SelectorParts parts;
  parts.event = "A";
  parts.value = Kept::flag;
  parts.has = where_of(R"([{"property": "plan", "eq": "pro"}])");
  const Selector selector(parts);
  CHECK(selector.picks("A", 0, json(R"({"plan": "free"})")));
  CHECK(selector.value_of("A", json(R"({"plan": "free"})")) == 0);
  CHECK(selector.value_of("A", json(R"({"plan": "pro"})")) == 1);
}

TEST_CASE("selector: equal ones have one text, different ones have not") {
  const std::vector<std::string> texts = {
      keeping(Kept::nothing, "").text(), keeping(Kept::number, "x").text(),
      keeping(Kept::number, "y").text(), keeping(Kept::hash, "x").text(),
      keeping(Kept::flag, "").text()};
  CHECK(std::set<std::string>(texts.begin(), texts.end()).size() == texts.size());
  CHECK(keeping(Kept::number, "x").text() == R"({"event":"A","number":"x"})");
  CHECK(keeping(Kept::number, "x").text_hash() == keeping(Kept::number, "x").text_hash());
}

TEST_CASE("millionths: rounded half away from zero, nothing beyond the range") {
  CHECK(millionths(Value(0.1)) == 100'000);
  CHECK(millionths(Value(0.0000005)) == 1);
  CHECK(millionths(Value(-0.0000005)) == -1);
  CHECK(millionths(Value(0.0000004)) == 0);
  CHECK(millionths(Value(int64_t{9'200'000'000'000})) == 9'200'000'000'000'000'000);
  CHECK(!millionths(Value(int64_t{9'200'000'000'001})).has_value());
  CHECK(!millionths(Value(-9.3e12)).has_value());
  CHECK(!millionths(Value(1e300)).has_value());
  CHECK(!millionths(Value("1")).has_value());
  CHECK(!millionths(Value()).has_value());
  CHECK(from_millionths(5'000'000) == Value(5));
  CHECK(from_millionths(5'000'000).is_integer());
  CHECK(from_millionths(-19'990'000) == Value(-19.99));
}

TEST_CASE("windows: where they start, and when an event leaves") {
  const Duration day{86'400'000, 0}, month{0, 1};
  CHECK(window_start(day, 100'000'000) == 13'600'000);
  CHECK(leaves_at(day, 0) == 86'400'001);
  CHECK(leaves_at(day, kMillisMax - 1) == kMillisMax);
  CHECK(window_start(day, kMillisMin + 1) == kMillisMin);
  CHECK(window_start(month, kMillisMin + 1) == kMillisMin);
  CHECK(inside(day, 0, 86'400'000));
  CHECK(!inside(day, 0, 86'400'001));
  CHECK(!inside(day, 1, 0));
  // Nothing that is inside lies before the start, whatever the month.
  for (int64_t hour = 0; hour < 24 * 800; hour += 7) {
    const Millis at = 1'700'000'000'000 + hour * 3'600'000;
    const Millis last = leaves_at(month, at) - 1;
    REQUIRE(window_start(month, last) <= at);
    REQUIRE(last - window_start(month, last) <= span_of(month));
  }
}

} // namespace beckon::segment::test
