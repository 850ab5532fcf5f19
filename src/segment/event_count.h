// {"event": "Order Placed", "where": […], "count": {"gte": 2}, "within": "30d"}
//
// The engine keeps, per profile and predicate, the total and the newest keep() times of matching
// events, and feeds each new event through matches() and add_to(). Pure and immutable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "segment/condition.h"

namespace beckon::segment {

// One test on a property of an event: {"property": "total", "gte": 50}.
class PropertyTest;

class EventCount final : public Predicate {
 public:
  EventCount(std::string text, std::string event, std::vector<std::shared_ptr<const PropertyTest>> where,
             int64_t low, int64_t high, std::optional<Duration> within);

  const std::string& event() const { return event_; }
  bool has_where() const { return !where_.empty(); }
  const std::optional<Duration>& within() const { return within_; }
  // Whether an event of this name with these properties is counted.
  bool matches(const schema::Value& properties) const;
  // How many newest times decide every question about this predicate: 0 without a window.
  size_t keep() const;
  // Counts an event at `at` into the tally, keeping at most keep() times. Late events count too.
  void add_to(Tally* tally, Millis at) const;

  Dependencies dependencies() const override;
  bool holds(const Facts& facts, Millis now) const override;
  Millis next_flip(const Facts& facts, Millis now) const override;
  schema::Value evidence(const Facts& facts, Millis now) const override;
  const EventCount* as_event_count() const override { return this; }

  // The same questions about a tally at hand.
  bool holds_for(const Tally& tally, Millis now) const;
  Millis next_flip_for(const Tally& tally, Millis now) const;

 private:
  std::string event_;
  std::vector<std::shared_ptr<const PropertyTest>> where_;
  int64_t low_, high_; // low ≤ count ≤ high
  std::optional<Duration> within_;
};

} // namespace beckon::segment
