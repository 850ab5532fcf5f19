// {"entry": path, OP: v}: properties of what started the entry of a flow.
#include "support.h"
#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

bool holds_for(std::string_view json, std::string_view entry) {
  model::ModelProfile profile;
  profile.traits = schema::parse_json(R"({"cart": {"total": 1000}})");
  profile.entry = schema::parse_json(entry);
  return holds(json, profile);
}

} // namespace

TEST_CASE("entry: tests a property of what started the entry") {
  CHECK(holds_for(R"({"entry": "cart.total", "gte": 100})", R"({"cart": {"total": 100}})"));
  CHECK_FALSE(holds_for(R"({"entry": "cart.total", "gte": 100})", R"({"cart": {"total": 99}})"));
  CHECK(holds_for(R"({"entry": "cart.total", "gte": 100, "lt": 200})",
                  R"({"cart": {"total": 150}})"));
  CHECK_FALSE(holds_for(R"({"entry": "cart.total", "gte": 100, "lt": 200})",
                        R"({"cart": {"total": 200}})"));
  // What is missing fails every test but those for its absence.
  CHECK_FALSE(holds_for(R"({"entry": "cart.total", "gte": 100})", "{}"));
  CHECK(holds_for(R"({"entry": "cart.total", "exists": false})", R"({"cart": {"total": null}})"));
  CHECK(holds_for(R"({"not": {"entry": "coupon", "eq": "A"}})", "{}"));
  CHECK(holds_for(R"({"entry": "coupon", "ne": "A"})", "{}"));
  CHECK(holds_for(R"({"entry": "tags", "has_any": ["sale"]})", R"({"tags": ["new", "sale"]})"));
}

TEST_CASE("entry: nothing changes the answer, and without an entry everything is missing") {
  const ConditionPtr condition = parse(R"({"entry": "cart.total", "gte": 100})");
  const PredicatePtr predicate = condition->predicates().front();
  CHECK(predicate->text() == R"({"entry":"cart.total","gte":100})");
  CHECK_FALSE(predicate->turns_with_time());
  CHECK(predicate->dependencies().traits.empty());
  model::ModelProfile profile;
  const ProfileFacts facts(profile);
  CHECK(condition->next_flip(facts, 0) == kMillisMax);
  profile.entry = schema::parse_json(R"({"cart": {"total": 120}})");
  CHECK(predicate->evidence(facts, 0) == schema::parse_json(R"({"value": 120})"));
  CHECK_FALSE(condition->holds(TraitFacts(), 0));
  CHECK(predicate->evidence(TraitFacts(), 0) == schema::parse_json(R"({"value": null})"));
}

TEST_CASE("entry: dates without a zone are read in the profile's") {
  const ConditionPtr condition = parse(R"({"entry": "due", "before": "2024-05-10T12:00:00Z"})");
  CHECK(condition->predicates().front()->dependencies().traits ==
        std::vector<std::string>{"timezone"});
  model::ModelProfile profile;
  profile.entry = schema::parse_json(R"({"due": "2024-05-10T13:00"})");
  CHECK_FALSE(condition->holds(ProfileFacts(profile), 0));
  profile.traits = schema::parse_json(R"({"timezone": "Europe/Paris"})");
  CHECK(condition->holds(ProfileFacts(profile), 0)); // 11:00 in UTC
}

TEST_CASE("entry: only a flow knows it") {
  class Elsewhere final : public Names {
    bool has_segment(std::string_view) const override { return true; }
    bool has_list(std::string_view) const override { return true; }
    bool has_template(std::string_view) const override { return true; }
    bool has_flow(std::string_view) const override { return true; }
  };
  Issues issues;
  CHECK(parse_condition(schema::parse_json(R"({"all": [{"entry": "x", "eq": 1}]})"), "/where",
                        Elsewhere(), &issues) == nullptr);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/where/all/0/entry");
  CHECK(issues[0].message == "nothing is known here of what started an entry");
}

TEST_CASE("entry: mistakes") {
  CHECK(issues_of(R"({"entry": "x"})").front().pointer == "/where");
  CHECK(issues_of(R"({"entry": "", "eq": 1})").front().pointer == "/where/entry");
  CHECK(issues_of(R"({"entry": "x", "equals": 1})").front().pointer == "/where/equals");
  // Neither the present time nor since when may be asked.
  CHECK(issues_of(R"({"entry": "x", "within_last": "3d"})").front().pointer ==
        "/where/within_last");
  CHECK(issues_of(R"({"entry": "x", "held_for": {"value": 1, "gte": "1d"}})").front().pointer ==
        "/where/held_for");
}

} // namespace beckon::segment::test
