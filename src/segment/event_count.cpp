#include "segment/event_count.h"

#include <algorithm>

namespace beckon::segment {

using schema::Value;

size_t newest_needed(const CountTest& test) {
  if (!test.within) return 0;
  return static_cast<size_t>(test.high == CountTest::kUnbounded ? test.low : test.high + 1);
}

Need need_of(const CountTest& test, Millis now) {
  const size_t newest = newest_needed(test);
  if (newest == 0) return {};
  // By the calendar an older event may outlast a newer one: all that may be inside are asked for.
  if (test.within->months != 0) return {0, window_start(*test.within, now), false};
  return {newest, kMillisMax, false};
}

int64_t count_inside(const Series& series, const std::optional<Duration>& within, Millis now) {
  if (!within) return static_cast<int64_t>(std::min<uint64_t>(series.total, INT64_MAX));
  const auto& kept = series.kept;
  const bool none_to_come = kept.empty() || kept.front().at <= now;
  if (within->months == 0 && none_to_come) { // those inside come first
    const Millis start = window_start(*within, now);
    return std::partition_point(kept.begin(), kept.end(),
                                [&](const SeriesEntry& entry) { return entry.at >= start; }) -
           kept.begin();
  }
  return std::count_if(kept.begin(), kept.end(),
                       [&](const SeriesEntry& entry) { return inside(*within, entry.at, now); });
}

EventCount::EventCount(std::string text, CountTest test, Dependencies uses)
    : Predicate(std::move(text)), test_(std::move(test)), uses_(std::move(uses)) {}

bool EventCount::turns_with_time() const { return newest_needed(test_) > 0; }

std::vector<SelectorUse> EventCount::selectors() const {
  SelectorUse use;
  use.selector = test_.selector;
  if (turns_with_time()) {
    if (test_.within->months != 0) use.window = test_.within;
    else use.newest = newest_needed(test_);
  }
  return {use};
}

bool EventCount::holds(const Facts& facts, Millis now) const {
  const Series& series = facts.look(*test_.selector, need_of(test_, now));
  return test_.holds(count_inside(series, test_.within, now));
}

Millis EventCount::next_flip(const Facts& facts, Millis now) const {
  if (!turns_with_time()) return kMillisMax;
  const Series& series = facts.look(*test_.selector, need_of(test_, now));
  struct Change {
    Millis at;
    int step; // +1: an event enters the window, -1: one leaves it
  };
  std::vector<Change> changes;
  for (const SeriesEntry& entry : series.kept) {
    if (entry.at > now) changes.push_back({entry.at, +1});
    const Millis leaves = leaves_at(*test_.within, entry.at);
    if (leaves > now && leaves != kMillisMax) changes.push_back({leaves, -1});
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.at < b.at; });
  int64_t counted = count_inside(series, test_.within, now);
  const bool held = test_.holds(counted);
  for (size_t i = 0; i < changes.size(); ++i) {
    counted += changes[i].step;
    const bool instant_complete = i + 1 == changes.size() || changes[i + 1].at != changes[i].at;
    if (instant_complete && test_.holds(counted) != held) return changes[i].at;
  }
  return kMillisMax;
}

// {"count": 3, "newest": "2024-…Z"}: exact, whatever the bounds.
Value EventCount::evidence(const Facts& facts, Millis now) const {
  const Need all_inside = {1, test_.within ? window_start(*test_.within, now) : kMillisMax, false};
  const Series& series = facts.look(*test_.selector, all_inside);
  Value evidence;
  evidence.set("count", count_inside(series, test_.within, now));
  for (const SeriesEntry& entry : series.kept) {
    if (test_.within && !inside(*test_.within, entry.at, now)) continue;
    evidence.set("newest", format_time(entry.at));
    break;
  }
  return evidence;
}

} // namespace beckon::segment
