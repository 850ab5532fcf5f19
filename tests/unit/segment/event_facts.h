// Facts that know events alone, and the means to hold a predicate against a plain reckoning at
// every instant that matters.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "schema/json.h"
#include "segment/selector.h"
#include "support.h"

namespace beckon::segment::test {

struct TestEvent {
  std::string name;
  Millis at = 0;
  std::string properties = "{}";
};

inline Millis instant(std::string_view text) {
  const auto at = parse_time(text);
  REQUIRE(at.has_value());
  return *at;
}

// Keeps of a series no more than is needed, so that a need which asks for too little shows.
class EventFacts final : public Facts {
 public:
  explicit EventFacts(std::vector<TestEvent> events) : events_(std::move(events)) {}

  const schema::Value* trait(std::string_view) const override { return nullptr; }
  std::optional<Millis> trait_since(const schema::Path&) const override { return std::nullopt; }
  Series series(const Selector& selector, const Need& need) const override {
    Series series;
    series.has_numbers = selector.has_numbers();
    for (const TestEvent& event : events_) {
      const schema::Value properties = schema::parse_json(event.properties);
      if (!selector.picks(event.name, event.at, properties)) continue;
      series.add({event.at, selector.value_of(event.name, properties)});
    }
    if (!need.all) series.trim(need.newest, need.since, SIZE_MAX);
    return series;
  }
  Consent consent(std::string_view, std::string_view) const override { return Consent::none; }
  bool on_list(std::string_view) const override { return false; }
  bool suppressed(std::string_view) const override { return false; }
  bool in_segment(std::string_view) const override { return false; }
  std::string_view profile_id() const override { return "p"; }

 private:
  std::vector<TestEvent> events_; // in the order in which they were journalled
};

inline bool holds_of(std::string_view json, const std::vector<TestEvent>& events, Millis now) {
  return parse(json)->holds(EventFacts(events), now);
}

// The predicate holds at each of the instants iff `reckon` says so, and its next flip is the first
// instant at which that differs. REQUIRES: `instants` ascend and hold every one that matters.
inline void check_against(const schema::Value& condition, const std::vector<TestEvent>& events,
                          const std::vector<Millis>& instants,
                          const std::function<bool(Millis now)>& reckon) {
  const ConditionPtr parsed = parse_value(condition);
  const EventFacts facts(events);
  Millis next = kMillisMax; // flip after the instant at hand
  bool later = false;       // what holds at the instant after it
  for (size_t i = instants.size(); i-- > 0;) {
    const bool expected = reckon(instants[i]);
    if (i + 1 < instants.size() && expected != later) next = instants[i + 1];
    later = expected;
    const std::string text = to_canonical_json(condition);
    CAPTURE(text);
    CAPTURE(instants[i]);
    CHECK(parsed->holds(facts, instants[i]) == expected);
    CHECK(parsed->next_flip(facts, instants[i]) == next);
  }
}

} // namespace beckon::segment::test
