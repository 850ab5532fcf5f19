#include "segment/event_count.h"

#include <algorithm>

namespace beckon::segment {

using schema::Value;

EventCount::EventCount(std::string text, std::string event, Where where, int64_t low, int64_t high,
                       std::optional<Duration> within)
    : Predicate(std::move(text)),
      event_(std::move(event)),
      where_(std::move(where)),
      low_(low),
      high_(high),
      within_(within) {}

bool EventCount::matches(const Value& properties) const {
  return std::all_of(where_.begin(), where_.end(),
                     [&](const auto& test) { return test->holds(properties); });
}

size_t EventCount::keep() const {
  if (!within_) return 0;
  return static_cast<size_t>(high_ == kUnbounded ? low_ : high_ + 1);
}

Millis EventCount::leaves_at(Millis at) const {
  const Millis last_inside = add(at, *within_);
  return last_inside == kMillisMax ? kMillisMax : last_inside + 1;
}

void EventCount::add_to(Tally* tally, Millis at) const {
  ++tally->total;
  const size_t limit = keep();
  if (limit == 0) return;
  // Ordered by leaving, not by time: with a calendar window the last days of a month leave in
  // another order than they came, and the tally must keep those that stay longest.
  const auto leaves_later = [this](Millis a, Millis b) {
    const Millis leaves_a = leaves_at(a), leaves_b = leaves_at(b);
    return leaves_a != leaves_b ? leaves_a > leaves_b : a > b;
  };
  std::vector<Millis>& newest = tally->newest;
  newest.insert(std::upper_bound(newest.begin(), newest.end(), at, leaves_later), at);
  if (newest.size() > limit) newest.pop_back();
}

int64_t EventCount::count(const Tally& tally, Millis now) const {
  if (!within_) return static_cast<int64_t>(std::min<uint64_t>(tally.total, INT64_MAX));
  return std::count_if(tally.newest.begin(), tally.newest.end(),
                       [&](Millis at) { return at <= now && now < leaves_at(at); });
}

bool EventCount::holds_for(const Tally& tally, Millis now) const {
  return in_bounds(count(tally, now));
}

Millis EventCount::next_flip_for(const Tally& tally, Millis now) const {
  if (keep() == 0) return kMillisMax;
  struct Change {
    Millis at;
    int step; // +1: an event enters the window, -1: one leaves it
  };
  std::vector<Change> changes;
  for (const Millis at : tally.newest) {
    if (at > now) changes.push_back({at, +1});
    const Millis leaves = leaves_at(at);
    if (leaves > now && leaves != kMillisMax) changes.push_back({leaves, -1});
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.at < b.at; });
  int64_t counted = count(tally, now);
  const bool held = in_bounds(counted);
  for (size_t i = 0; i < changes.size(); ++i) {
    counted += changes[i].step;
    const bool instant_complete = i + 1 == changes.size() || changes[i + 1].at != changes[i].at;
    if (instant_complete && in_bounds(counted) != held) return changes[i].at;
  }
  return kMillisMax;
}

Dependencies EventCount::dependencies() const {
  Dependencies dependencies;
  dependencies.events.push_back(event_);
  return dependencies;
}

bool EventCount::holds(const Facts& facts, Millis now) const {
  return holds_for(facts.tally(*this), now);
}

Millis EventCount::next_flip(const Facts& facts, Millis now) const {
  return keep() == 0 ? kMillisMax : next_flip_for(facts.tally(*this), now);
}

// {"count": 3, "newest": "2024-…Z"}; "at_least": true when the tally does not reach back to the
// window's edge, "newest" only when a time is known.
Value EventCount::evidence(const Facts& facts, Millis now) const {
  const Tally tally = facts.tally(*this);
  const int64_t counted = count(tally, now);
  Value evidence;
  evidence.set("count", counted);
  if (within_ && tally.total > tally.newest.size() &&
      counted == static_cast<int64_t>(tally.newest.size())) {
    evidence.set("at_least", true);
  }
  std::optional<Millis> newest;
  for (const Millis at : tally.newest) {
    const bool counts = !within_ || (at <= now && now < leaves_at(at));
    if (counts) newest = std::max(newest.value_or(at), at);
  }
  if (newest) evidence.set("newest", format_time(*newest));
  return evidence;
}

} // namespace beckon::segment
