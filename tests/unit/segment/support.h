// What the tests of conditions share: parsing from text, and Facts over plain vectors.
#pragma once

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "model/condition_model.h"
#include "schema/json.h"
#include "segment/condition.h"
#include "segment/event_count.h"

namespace beckon::segment::test {

class KnownNames final : public Names {
 public:
  bool has_segment(std::string_view key) const override { return has(segments, key); }
  bool has_list(std::string_view key) const override { return has(lists, key); }
  bool has_template(std::string_view) const override { return false; }
  bool has_flow(std::string_view) const override { return false; }
  std::vector<std::string> segment_keys() const override {
    return {segments.begin(), segments.end()};
  }
  std::vector<std::string> list_keys() const override { return {lists.begin(), lists.end()}; }

  std::set<std::string, std::less<>> segments = {"vip", "buyers", "a", "b", "c"};
  std::set<std::string, std::less<>> lists = {"newsletter", "beta"};

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

inline Issues issues_of_value([[maybe_unused]] const schema::Value& source) {
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

enum class Keeping { all_times, newest_only };

// Answers from a model profile. With newest_only its series are made as the engine makes them,
// event by event, and forget what the question does not need.
class ProfileFacts final : public Facts {
 public:
  explicit ProfileFacts(const model::ModelProfile& profile, Keeping keeping = Keeping::newest_only)
      : profile_(profile), keeping_(keeping) {}

  const schema::Value* trait(std::string_view name) const override {
    return profile_.traits.find(name);
  }
  std::optional<Millis> trait_since(const schema::Path&) const override { return std::nullopt; }
  Series series(const Selector& selector, const Need& need) const override {
    Series series;
    series.has_numbers = selector.has_numbers();
    for (const model::ModelEvent& event : profile_.events) {
      if (!selector.picks(event.name, event.at, event.properties)) continue;
      series.add({event.at, selector.value_of(event.properties)});
      if (keeping_ == Keeping::newest_only && !need.all) {
        series.trim(need.newest, need.since, SIZE_MAX);
      }
    }
    return series;
  }
  Consent consent(std::string_view channel, std::string_view topic) const override {
    auto found = profile_.consents.find({std::string(channel), std::string(topic)});
    if (found == profile_.consents.end())
      found = profile_.consents.find({std::string(channel), ""});
    if (found == profile_.consents.end()) return Consent::none;
    return found->second == "granted" ? Consent::granted : Consent::denied;
  }
  bool on_list(std::string_view list) const override {
    return profile_.lists.count(std::string(list)) > 0;
  }
  bool suppressed(std::string_view channel) const override {
    return profile_.suppressed.count(std::string(channel)) > 0;
  }
  bool in_segment(std::string_view segment) const override {
    return profile_.in_segment && profile_.in_segment(std::string(segment));
  }
  std::string_view profile_id() const override { return profile_.id; }

 private:
  const model::ModelProfile& profile_;
  Keeping keeping_;
};

inline bool holds(std::string_view json, const model::ModelProfile& profile, Millis now = 0) {
  return parse(json)->holds(ProfileFacts(profile), now);
}

} // namespace beckon::segment::test
