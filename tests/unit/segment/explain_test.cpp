// The proof of a membership, whole.
#include "segment/explain.h"

#include "support.h"

namespace beckon::segment::test {

TEST_CASE("explain: every part with its evidence") {
  model::ModelProfile profile;
  profile.traits.set("plan", "pro");
  profile.events = {{"Order Placed", 1000, schema::Value::object({{"total", 60}})}};
  const ConditionPtr condition = parse(R"({"all": [{"trait": "plan", "eq": "pro"},
      {"event": "Order Placed", "where": [{"property": "total", "gte": 50}], "within": "1h"},
      {"not": {"any": [{"list": "beta"}, {"trait": "age", "lt": 18}]}}, {"everyone": true}]})");
  const schema::Value expected = schema::parse_json(R"({
    "holds": true, "op": "all", "parts": [
      {"holds": true, "predicate": {"trait": "plan", "eq": "pro"}, "evidence": {"value": "pro"},
       "next_flip": null},
      {"holds": true, "predicate": {"event": "Order Placed", "count": {"gte": 1}, "within": "1h",
                                    "where": [{"property": "total", "gte": 50}]},
       "evidence": {"count": 1, "newest": "1970-01-01T00:00:01.000Z"},
       "next_flip": "1970-01-01T01:00:01.001Z"},
      {"holds": true, "op": "not", "parts": [
        {"holds": false, "op": "any", "parts": [
          {"holds": false, "predicate": {"list": "beta"}, "evidence": {"member": false},
           "next_flip": null},
          {"holds": false, "predicate": {"trait": "age", "lt": 18}, "evidence": {"value": null},
           "next_flip": null}]}]},
      {"holds": true, "op": "everyone"}],
    "next_flip": "1970-01-01T01:00:01.001Z"})");
  CHECK(explain(*condition, ProfileFacts(profile), 2000) == expected);
}

TEST_CASE("explain: a leaf as the root") {
  model::ModelProfile profile;
  const auto proof = [&](const char* json) {
    return to_json(explain(*parse(json), ProfileFacts(profile), 0));
  };
  CHECK(proof(R"({"consent": "email", "is": "granted"})") ==
        R"({"holds":false,"predicate":{"consent":"email","is":"granted"},)"
        R"("evidence":{"consent":"none"},"next_flip":null})");
  CHECK(proof(R"({"suppressed": "email"})") ==
        R"({"holds":false,"predicate":{"suppressed":"email"},)"
        R"("evidence":{"suppressed":false},"next_flip":null})");
  profile.in_segment = [](const std::string&) { return true; };
  CHECK(proof(R"({"segment": "vip"})") == R"({"holds":true,"predicate":{"segment":"vip"},)"
                                          R"("evidence":{"member":true},"next_flip":null})");
  profile.id = "u1";
  CHECK(proof(R"({"random": {"salt": "autumn", "below": 0.5}})") ==
        R"({"holds":true,"predicate":{"random":{"below":0.5,"salt":"autumn"}},)"
        R"("evidence":{"place":0.30103014970429026},"next_flip":null})");
}

TEST_CASE("explain: says what holds() says") {
  model::ModelProfile profile;
  profile.lists = {"beta"};
  for (const char* json :
       {R"({"all": [{"list": "beta"}, {"list": "newsletter"}]})", R"({"not": {"list": "beta"}})",
        R"({"any": [{"list": "newsletter"}, {"list": "beta"}]})", R"({"everyone": true})"}) {
    CAPTURE(std::string(json));
    const ProfileFacts facts(profile);
    CHECK(explain(*parse(json), facts, 0).find("holds")->as_bool() == parse(json)->holds(facts, 0));
  }
}

} // namespace beckon::segment::test
