// {"event": "Order Placed", "where": […], "count": {"gte": 2}, "within": "30d"}
//
// The engine keeps, per profile and predicate, the total and the newest keep() times of matching
// events, and feeds each new event through matches() and add_to(). Pure and immutable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "segment/condition.h"
#include "segment/property_test.h"

namespace beckon::segment {

class EventCount final : public Predicate {
 public:
  using Where = std::vector<std::shared_ptr<const PropertyTest>>;
  static constexpr int64_t kUnbounded = INT64_MAX;

  EventCount(std::string text, std::string event, Where where, int64_t low, int64_t high,
             std::optional<Duration> within);

  const std::string& event() const { return event_; }
  bool has_where() const { return !where_.empty(); }
  const std::optional<Duration>& within() const { return within_; }
  // Whether an event of this name with these properties is counted.
  bool matches(const schema::Value& properties) const;
  // How many newest times decide every question about this predicate: 0 without a window.
  // With a window: enough to tell every count up to the bounds from those above them, so at most
  // limits::windowed_count + 1.
  size_t keep() const;
  // Whether the total and the newest time alone decide: a tally {total, {newest}} will do. Not with
  // a calendar window, where an older event may outlast the newest (see Tally).
  bool newest_time_decides() const { return keep() == 0 || (keep() == 1 && within_->months == 0); }
  // Counts an event at `at` into the tally, keeping at most keep() times; late events count too and
  // any order gives the same tally. The tally then decides every instant from `at` on: a time still
  // to come takes the place of one that counts, so an event is added when its time has come.
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
  // The first instant at which an event at `at` is outside the window; kMillisMax: never.
  Millis leaves_at(Millis at) const;
  // Events inside the window, of those kept; the total without a window.
  int64_t count(const Tally& tally, Millis now) const;
  bool in_bounds(int64_t count) const { return low_ <= count && count <= high_; }

  std::string event_;
  Where where_;
  int64_t low_, high_; // low ≤ count ≤ high
  std::optional<Duration> within_;
};

} // namespace beckon::segment
