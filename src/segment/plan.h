// All live segments compiled together: equal predicates are one, equal selectors are one series,
// equal selectors in equal windows one counter; an inverted index leads from what a record touches
// to what it may change, and from that to segments.
// Immutable; shared by the writer and by readers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/recent.h"
#include "segment/condition.h"
#include "segment/selector.h"
#include "segment/trait_index.h"

namespace beckon::segment {

using PermanentNumber = uint32_t; // of a text; given by the engine, never 0, never re-used
using SegmentNumber = uint32_t;   // likewise of a segment

struct PlanSegment {
  SegmentNumber number = 0;
  std::string key;
  uint32_t version = 0;
  ConditionPtr condition;
};

struct PlanPredicate {
  PredicatePtr predicate;
  // Of its timers; 0: it has none of its own, being a count (its counter has) or timeless.
  PermanentNumber number = 0;
  std::vector<uint32_t> segments; // positions in Plan::segments(), ascending
  int64_t counter = -1;           // position in Plan::counters() of a count
};

// The events of one profile that are remembered for all predicates that ask for them.
struct PlanSeries {
  SelectorPtr selector;
  PermanentNumber number = 0; // 0: the activity of its name tells all that is asked of it
  // What is kept: this many of the newest, and all that are younger than this (INT64_MAX: all).
  size_t newest = 0;
  int64_t span_ms = 0;
  Need keep(Millis now) const;
  std::vector<uint32_t> counters;   // positions in Plan::counters()
  std::vector<uint32_t> predicates; // positions in Plan::predicates() of those that are no counts
};

// A number of events, over all time or in a window, and the predicates that turn as it moves.
struct PlanCounter {
  struct Threshold {
    int64_t count;      // the predicate's truth may differ between count - 1 and count
    uint32_t predicate; // position in Plan::predicates()
  };
  uint32_t series = 0; // position in Plan::series()
  std::optional<Duration> within;
  PermanentNumber number = 0;        // of its timers; 0 without a window
  std::vector<Threshold> thresholds; // ascending by count
  // Thresholds above `low` and not above `high`, as [first, last).
  std::pair<const Threshold*, const Threshold*> between(int64_t low, int64_t high) const;
  // The greatest threshold that a count has reached; 0 when none.
  int64_t reached(int64_t count) const;
  // Of events inside the window at `now`; exact below the greatest threshold.
  int64_t count(const Series& series, Millis now) const;
  // The first instant after `now` at which the count falls below a threshold; kMillisMax: never.
  Millis next_crossing(const Series& series, Millis now) const;
  Need need(Millis now) const; // of the series, for the two above
};

class Plan {
 public:
  // `number_of` gives the permanent number of a text. REQUIRES: distinct keys.
  // Throws invalid_definition when segments refer to each other in a circle.
  using NumberOf = std::function<PermanentNumber(const std::string& text)>;
  static std::shared_ptr<const Plan> build(std::vector<PlanSegment> segments,
                                           const NumberOf& number_of);

  const std::vector<PlanSegment>& segments() const { return segments_; }
  const std::vector<PlanPredicate>& predicates() const { return predicates_; }
  const std::vector<PlanSeries>& series() const { return series_; }
  const std::vector<PlanCounter>& counters() const { return counters_; }
  const PlanSegment* find(std::string_view key) const;
  // The series of an equal selector; null when no live segment asks for it.
  const PlanSeries* find_series(const Selector& selector) const;
  // Position in predicates() of a predicate's text, or -1.
  int64_t position_of_text(std::string_view text) const;

  // Every text that has a permanent number, with it.
  const std::map<std::string, PermanentNumber>& numbers() const { return numbers_; }
  // What a number names: whose timer, or which series.
  struct TimerOwner {
    enum class Kind : uint8_t { nobody, counter, predicate, series } kind = Kind::nobody;
    uint32_t position = 0;
  };
  TimerOwner timer_owner(PermanentNumber number) const;

  // Positions in series() that an event of this name may enter, ascending.
  void by_event(std::string_view name, std::vector<uint32_t>* series) const;
  // Positions in predicates() that a change of this may affect; empty when none.
  const std::vector<uint32_t>& by_trait(std::string_view first_level_name) const;
  // Likewise of a change from one value to another (null: none), without the tests for equality
  // with neither of them; ascending.
  std::vector<uint32_t> by_trait_change(std::string_view first_level_name,
                                        const schema::Value* before,
                                        const schema::Value* after) const;
  const std::vector<uint32_t>& by_consent(std::string_view channel) const;
  const std::vector<uint32_t>& by_list(std::string_view key) const;
  const std::vector<uint32_t>& by_suppression(std::string_view channel) const;
  // Positions in predicates() of those that turn with time and look at no events.
  const std::vector<uint32_t>& timed_without_events() const { return timed_without_events_; }
  // Positions in segments() whose condition names this segment.
  const std::vector<uint32_t>& by_segment(std::string_view key) const;
  // Positions in segments() whose condition may hold for a profile about which nothing is known:
  // it does, or the profile's id (random samples) has a say; and those that use them, since the
  // record that makes a profile may turn the used one before it was ever entered. To be evaluated
  // when a profile is made.
  const std::vector<uint32_t>& for_empty_profile() const { return for_empty_profile_; }

 private:
  friend class PlanBuilder;
  template <typename T>
  using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
  using Index = ByText<std::vector<uint32_t>>;

  static const std::vector<uint32_t>& look_up(const Index& index, std::string_view key);

  std::vector<PlanSegment> segments_;
  std::vector<PlanPredicate> predicates_;
  std::vector<PlanSeries> series_;
  std::vector<PlanCounter> counters_;
  std::vector<uint32_t> for_empty_profile_, timed_without_events_;
  std::map<std::string, PermanentNumber> numbers_;
  ByText<uint32_t> segment_positions_, text_positions_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> series_positions_; // by hash of the text
  std::unordered_map<PermanentNumber, TimerOwner> timer_owners_;
  Index events_, prefixes_; // → series
  TraitIndex trait_changes_;
  Index traits_, consents_, lists_, suppressions_, segment_uses_;
};

} // namespace beckon::segment
