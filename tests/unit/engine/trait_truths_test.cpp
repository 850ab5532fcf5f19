// What traits alone decide is kept for as long as they stay as they are.
#include "engine/trait_truths.h"

#include <doctest/doctest.h>

#include "schema/json.h"
#include "segment/parser.h"

namespace beckon::engine {
namespace {

class NoNames final : public segment::Names {
  bool has_segment(std::string_view) const override { return false; }
  bool has_list(std::string_view) const override { return false; }
  bool has_template(std::string_view) const override { return false; }
  bool has_flow(std::string_view) const override { return false; }
};

std::shared_ptr<const segment::Plan> plan_of(const std::vector<std::string>& conditions) {
  std::vector<segment::PlanSegment> segments;
  for (const std::string& json : conditions) {
    Issues issues;
    const auto number = static_cast<uint32_t>(segments.size() + 1);
    segments.push_back({number, "s" + std::to_string(number), 1,
                        parse_condition(schema::parse_json(json, {}), "", NoNames(), &issues)});
    REQUIRE(issues.empty());
  }
  uint32_t next = 1;
  return segment::Plan::build(std::move(segments), [&](const std::string&) { return next++; });
}

const segment::Predicate& predicate_of(const segment::Plan& plan, size_t segment) {
  return *plan.segments()[segment].condition->predicates().front();
}

} // namespace

TEST_CASE("trait truths: only of what time and events do not turn; equal predicates share one") {
  const auto plan =
      plan_of({R"({"trait": "country", "eq": "FR"})", R"({"trait": "seen", "within_last": "7d"})",
               R"({"event": "A"})", R"({"not": {"trait": "country", "eq": "FR"}})",
               R"({"trait": "age", "gte": 60})"});
  TraitTruths truths;
  truths.follow(plan);
  const auto country = truths.number_of(predicate_of(*plan, 0));
  REQUIRE(country.has_value());
  CHECK_FALSE(truths.number_of(predicate_of(*plan, 1)).has_value());
  CHECK_FALSE(truths.number_of(predicate_of(*plan, 2)).has_value());
  CHECK(truths.number_of(predicate_of(*plan, 3)) == country);
  CHECK(truths.number_of(predicate_of(*plan, 4)) != country);
}

TEST_CASE("trait truths: what is noted is told until it is forgotten") {
  const auto plan =
      plan_of({R"({"trait": "country", "eq": "FR"})", R"({"trait": "age", "gte": 60})"});
  TraitTruths truths;
  truths.follow(plan);
  const uint32_t country = *truths.number_of(predicate_of(*plan, 0));
  const uint32_t age = *truths.number_of(predicate_of(*plan, 1));
  CHECK_FALSE(truths.find(9, country).has_value());
  truths.note(9, country, true);
  truths.note(9, age, false);
  truths.note(10, age, true);
  CHECK(truths.find(9, country) == true);
  CHECK(truths.find(9, age) == false);
  truths.note(9, country, false);
  CHECK(truths.find(9, country) == false);
  truths.forget(9);
  CHECK_FALSE(truths.find(9, country).has_value());
  CHECK_FALSE(truths.find(9, age).has_value());
  CHECK(truths.find(10, age) == true);
  CHECK_FALSE(truths.find(100'000, age).has_value());
  truths.follow(plan);
  CHECK(truths.find(10, age) == true);
  truths.follow(plan_of({R"({"trait": "age", "gte": 60})"}));
  CHECK_FALSE(truths.find(10, 0).has_value());
}

TEST_CASE("trait truths: the first so many predicates, each its own, of everybody") {
  std::vector<std::string> conditions;
  for (int i = 0; i < 200; ++i) {
    conditions.push_back(R"({"trait": "age", "gte": )" + std::to_string(i) + "}");
  }
  const auto plan = plan_of(conditions);
  TraitTruths truths;
  truths.follow(plan);
  uint32_t kept = 0;
  for (size_t i = 0; i < 200; ++i) {
    const auto number = truths.number_of(predicate_of(*plan, i));
    if (!number) continue;
    ++kept;
    for (const uint32_t profile : {1U, 4'095U, 4'096U, 70'000U}) {
      truths.note(profile, *number, (i + profile) % 3 == 0);
    }
  }
  CHECK(kept == 128);
  for (size_t i = 0; i < 200; ++i) {
    const auto number = truths.number_of(predicate_of(*plan, i));
    if (!number) continue;
    for (const uint32_t profile : {1U, 4'095U, 4'096U, 70'000U}) {
      REQUIRE(truths.find(profile, *number) == ((i + profile) % 3 == 0));
    }
  }
}

} // namespace beckon::engine
