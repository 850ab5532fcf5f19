// Which questions about events are answered for everybody at once, from columns.
#include "segment/bulk/grouped.h"

#include "segment/retained.h"
#include "segment/retention.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

PredicatePtr predicate_of(std::string_view json) { return parse(json)->predicates().at(0); }

bool is_grouped(std::string_view json) { return bulk::Grouped::can_answer(*predicate_of(json)); }

} // namespace

TEST_CASE("grouped: names of one beginning are asked together where order does not matter") {
  CHECK(is_grouped(R"({"event": "A*", "distinct": {"property": "p", "gte": 2}, "within": "3d"})"));
  CHECK(is_grouped(R"({"event": "A*", "sum": {"property": "n", "gte": 2}, "within": "3d"})"));
  CHECK(is_grouped(R"({"event": "A*", "count": {"gte": 2}, "within": "3d"})"));
  CHECK(
      is_grouped(R"({"sequence": [{"event": "A*"}, {"event": "B*"}], "without": {"event": "*"}})"));
  CHECK(is_grouped(R"({"computed": "c_unique", "gte": 2})"));
}

TEST_CASE("grouped: which name's event came last at one instant is asked person by person") {
  const auto last_event = [](const std::string& name) {
    return is_grouped(R"({"last_event": ")" + name + R"(", "has": [{"property": "p", "eq": 1}]})");
  };
  CHECK(last_event("A")); // the events of one name stand in order
  CHECK_FALSE(last_event("A*"));
  CHECK_FALSE(is_grouped(R"({"computed": "c_often", "eq": "x"})"));
  for (const auto& [key, definition] : computed_definitions()) {
    const std::string function(definition.find("function")->as_string());
    const bool is_end = function == "first" || function == "last";
    if (!is_end) continue;
    CAPTURE(key);
    const std::string name(definition.find("event")->as_string());
    CHECK(is_grouped(R"({"computed": ")" + key + R"(", "eq": 1})") == (name.back() != '*'));
  }
}

TEST_CASE("grouped: a question about events that are kept for different times minds what it did") {
  const auto retention = std::make_shared<const Retention>(
      std::vector<RetentionRule>{{"Ab", false, Duration{1'000, 0}}},
      std::map<std::string, Millis, std::less<>>());
  const auto retained = [&](std::string_view json) {
    return Retained(predicate_of(json), Window(), retention);
  };
  CHECK(retained(R"({"last_event": "A*", "has": [{"property": "p", "eq": 1}]})").orders_ties());
  CHECK_FALSE(retained(R"({"event": "A*", "count": {"gte": 2}})").orders_ties());
}

} // namespace beckon::segment::test
