// A count of events between bounds, over all time or in a window: {"event": …, "count": {"gte": 2},
// "within": "30d"} and whatever else counts. Immutable.
#pragma once

#include <optional>
#include <string>

#include "segment/condition.h"
#include "segment/selector.h"

namespace beckon::segment {

class EventCount final : public Predicate {
 public:
  static constexpr int64_t kUnbounded = CountTest::kUnbounded;

  // `text` is the predicate's; `test.selector` is not null; `uses` are the names beside events.
  EventCount(std::string text, CountTest test, Dependencies uses = {});

  Dependencies dependencies() const override { return uses_; }
  bool holds(const Facts& facts, Millis now) const override;
  Millis next_flip(const Facts& facts, Millis now) const override;
  bool turns_with_time() const override;
  schema::Value evidence(const Facts& facts, Millis now) const override;
  std::vector<SelectorUse> selectors() const override;
  std::optional<CountTest> count_test() const override { return test_; }

 private:
  Need need(Millis now) const;

  CountTest test_;
  Dependencies uses_;
};

// How many newest events tell every count up to the bounds from those above them: 0 when no window
// or no bound asks.
size_t newest_needed(const CountTest& test);
// What must be kept of the series to count inside the window at `now`.
Need need_of(const CountTest& test, Millis now);
// The events that count at `now`, as far as they are kept.
int64_t count_inside(const Series& series, const std::optional<Duration>& within, Millis now);

} // namespace beckon::segment
