// What the tests of conditions share: parsing from text.
#pragma once

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "model/computed_model.h"
#include "model/condition_model.h"
#include "profile_facts.h"
#include "schema/json.h"
#include "segment/condition.h"
#include "segment/event_count.h"

namespace beckon::segment::test {

using model::computed_definitions;

class KnownNames : public Names {
 public:
  const schema::Value* computed(std::string_view key) const override {
    const auto found = computed_definitions().find(key);
    return found == computed_definitions().end() ? nullptr : &found->second;
  }
  std::vector<std::string> computed_keys() const override {
    std::vector<std::string> keys;
    for (const auto& [key, definition] : computed_definitions()) keys.push_back(key);
    return keys;
  }
  bool has_segment(std::string_view key) const override { return has(segments, key); }
  bool has_list(std::string_view key) const override { return has(lists, key); }
  bool has_template(std::string_view key) const override { return has(templates, key); }
  bool has_flow(std::string_view key) const override { return has(flows, key); }
  bool has_entry() const override { return true; }
  std::vector<std::string> segment_keys() const override {
    return {segments.begin(), segments.end()};
  }
  std::vector<std::string> list_keys() const override { return {lists.begin(), lists.end()}; }
  std::vector<std::string> template_keys() const override {
    return {templates.begin(), templates.end()};
  }
  std::vector<std::string> flow_keys() const override { return {flows.begin(), flows.end()}; }

  std::set<std::string, std::less<>> segments = {"vip", "buyers", "a", "b", "c"};
  std::set<std::string, std::less<>> lists = {"newsletter", "beta"};
  std::set<std::string, std::less<>> templates = {"welcome", "news", "hello", "offer"};
  std::set<std::string, std::less<>> flows = {"onboarding", "weekly"};

 private:
  static bool has(const std::set<std::string, std::less<>>& names, std::string_view key) {
    return names.find(key) != names.end();
  }
};

inline ConditionPtr parse_value(const schema::Value& source) {
  Issues issues;
  ConditionPtr condition = parse_condition(source, "/where", KnownNames(), &issues);
  const std::string first = issues.empty() ? "" : issues[0].pointer + ": " + issues[0].message;
  CAPTURE(first);
  REQUIRE(issues.empty());
  REQUIRE(condition != nullptr);
  return condition;
}
inline ConditionPtr parse(std::string_view json) { return parse_value(schema::parse_json(json)); }

inline Issues issues_of_value(const schema::Value& source) {
  Issues issues;
  CHECK(parse_condition(source, "/where", KnownNames(), &issues) == nullptr);
  CHECK(!issues.empty());
  return issues;
}
inline Issues issues_of(std::string_view json) { return issues_of_value(schema::parse_json(json)); }

// The text of a condition's only predicate.
inline std::string text_of(std::string_view json) {
  const auto predicates = parse(json)->predicates();
  REQUIRE(predicates.size() == 1);
  return predicates.front()->text();
}

inline bool holds(std::string_view json, const model::ModelProfile& profile, Millis now = 0) {
  return parse(json)->holds(ProfileFacts(profile), now);
}

} // namespace beckon::segment::test
