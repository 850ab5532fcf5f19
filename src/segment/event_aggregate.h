// A number over the events of a selector, between bounds, over all time or in a window:
// {"event": "Order Placed", "sum": {"property": "total", "gt": 100}, "within": "30d"}. Immutable.
//
// Over no event the sum and the number of distinct values are 0; the average, the least and the
// greatest are missing and fail every bound.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segment/bounds.h"
#include "segment/condition.h"
#include "segment/selector.h"

namespace beckon::segment {

enum class Aggregate : uint8_t { sum, avg, min, max, distinct };

struct AggregateKind {
  std::string_view name; // as written
  Aggregate aggregate;
};
std::span<const AggregateKind> aggregate_kinds();
const AggregateKind* find_aggregate(std::string_view name); // null when there is none

// What an aggregate is made of, event by event, in any order.
struct AggregateTally {
  int64_t events = 0;
  Int128 sum = 0;
  int64_t min = 0, max = 0; // meaningless while `events` is 0
  int64_t distinct = 0;     // counted by the caller
};

struct AggregateTest {
  SelectorPtr selector; // keeps numbers, or hashes for distinct
  std::optional<Duration> within;
  Aggregate aggregate = Aggregate::sum;
  NumberBounds bounds;

  bool holds(const AggregateTally& tally) const;
};

class EventAggregate final : public Predicate {
 public:
  EventAggregate(std::string text, AggregateTest test);

  const AggregateTest& test() const { return test_; }

  Dependencies dependencies() const override { return {}; }
  bool holds(const Facts& facts, Millis now) const override;
  Millis next_flip(const Facts& facts, Millis now) const override;
  bool turns_with_time() const override { return test_.within.has_value(); }
  schema::Value evidence(const Facts& facts, Millis now) const override;
  std::vector<SelectorUse> selectors() const override;
  bulk::Form bulk() const override { return bulk::AggregateForm{&test_}; }

 private:
  Need need(Millis now) const;
  AggregateTally tally(const Facts& facts, Millis now) const;
  Millis next_flip_of_sum(const Series& series, Millis now) const;

  AggregateTest test_;
};

} // namespace beckon::segment
