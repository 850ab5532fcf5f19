// held_for: how long a trait has had a value.
#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

constexpr Millis kDay = 86'400'000;

TraitFacts plan(const char* json, std::string_view since, std::string_view zone = "") {
  TraitFacts facts = facts_of(json, zone);
  if (!since.empty()) facts.since["v"] = time_of(since);
  return facts;
}

ConditionPtr held(const std::string& terms) {
  return parse(R"({"trait": "v", "held_for": {"value": "pro", )" + terms + "}}");
}

} // namespace

TEST_CASE("held_for: gte holds from the edge on, lt before it") {
  const TraitFacts facts = plan("\"pro\"", "2024-03-01");
  const Millis edge = time_of("2024-03-08");
  const ConditionPtr gte = held(R"("gte": "7d")"), lt = held(R"("lt": "7d")");
  CHECK(!gte->holds(facts, edge - 1));
  CHECK(gte->holds(facts, edge));
  CHECK(lt->holds(facts, edge - 1));
  CHECK(!lt->holds(facts, edge));
  for (const ConditionPtr& condition : {gte, lt}) {
    CHECK(condition->next_flip(facts, edge - 7 * kDay) == edge);
    CHECK(condition->next_flip(facts, edge - 1) == edge);
    CHECK(condition->next_flip(facts, edge) == kMillisMax);
    CHECK(condition->predicates().front()->turns_with_time());
    CHECK(condition->dependencies().traits == std::vector<std::string>{"v"});
  }
}

TEST_CASE("held_for: both bounds, and bounds that leave nothing") {
  const TraitFacts facts = plan("\"pro\"", "2024-03-01");
  const ConditionPtr both = held(R"("gte": "7d", "lt": "14d")");
  CHECK(!both->holds(facts, time_of("2024-03-07T23:59:59.999")));
  CHECK(both->next_flip(facts, time_of("2024-03-01")) == time_of("2024-03-08"));
  CHECK(both->holds(facts, time_of("2024-03-08")));
  CHECK(both->next_flip(facts, time_of("2024-03-08")) == time_of("2024-03-15"));
  CHECK(!both->holds(facts, time_of("2024-03-15")));
  const ConditionPtr none = held(R"("gte": "14d", "lt": "7d")");
  for (const char* now : {"2024-03-01", "2024-03-10", "2024-03-20"}) {
    CHECK(!none->holds(facts, time_of(now)));
    CHECK(none->next_flip(facts, time_of(now)) == kMillisMax);
  }
}

TEST_CASE("held_for: another value, none, or one of unknown age fails") {
  const ConditionPtr gte = held(R"("gte": "1ms")"), lt = held(R"("lt": "1000y")");
  for (const char* value : {"\"free\"", "5", "true", "null", "[\"pro\"]"}) {
    for (const ConditionPtr& condition : {gte, lt}) {
      CHECK(!condition->holds(plan(value, "2024-01-01"), time_of("2024-06-01")));
      CHECK(condition->next_flip(plan(value, "2024-01-01"), time_of("2024-06-01")) == kMillisMax);
    }
  }
  CHECK(!gte->holds(plan(nullptr, "2024-01-01"), time_of("2024-06-01")));
  CHECK(!gte->holds(plan("\"pro\"", ""), time_of("2024-06-01")));
  CHECK(gte->next_flip(plan("\"pro\"", ""), time_of("2024-06-01")) == kMillisMax);
  const ConditionPtr number = parse(R"({"trait": "v", "held_for": {"value": 5.0, "gte": "1d"}})");
  CHECK(number->holds(plan("5", "2024-01-01"), time_of("2024-06-01")));
}

TEST_CASE("held_for: months on the calendar of the profile's zone") {
  const ConditionPtr condition = held(R"("gte": "1mo")");
  CHECK(condition->dependencies().traits == std::vector<std::string>{"v", "timezone"});
  const TraitFacts facts = plan("\"pro\"", "2024-03-30T23:00:00Z", "Europe/Paris");
  const Millis edge = time_of("2024-04-29T22:00:00Z"); // 30 April there
  CHECK(!condition->holds(facts, edge - 1));
  CHECK(condition->holds(facts, edge));
  CHECK(condition->next_flip(facts, edge - 1) == edge);
}

TEST_CASE("held_for: asks for the time of its very path") {
  const ConditionPtr condition =
      parse(R"({"trait": "s.\"a.b\"", "held_for": {"value": 1, "gte": "1d"}})");
  TraitFacts facts(schema::parse_json(R"({"s": {"a.b": 1}})"));
  facts.since["s"] = time_of("2024-06-01");
  facts.since["s.\"a.b\""] = time_of("2024-01-01");
  CHECK(condition->holds(facts, time_of("2024-06-01")));
  const schema::Value evidence =
      condition->predicates().front()->evidence(facts, time_of("2024-06-01"));
  CHECK(evidence == schema::parse_json(R"({"value": 1, "since": "2024-01-01T00:00:00.000Z"})"));
}

} // namespace beckon::segment::test
