#include "segment/event_aggregate.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace beckon::segment {
namespace {

using schema::Value;

constexpr std::array<AggregateKind, 5> kKinds = {{
    {"sum", Aggregate::sum},
    {"avg", Aggregate::avg},
    {"min", Aggregate::min},
    {"max", Aggregate::max},
    {"distinct", Aggregate::distinct},
}};

// Takes events one by one; of distinct values it remembers which it has seen.
class Adder {
 public:
  explicit Adder(bool distinct) : distinct_(distinct) {}

  void add(int64_t value) {
    const bool first = tally_.events++ == 0;
    if (distinct_) {
      if (seen_.insert(value).second) ++tally_.distinct;
      return;
    }
    tally_.sum += value;
    tally_.min = first ? value : std::min(tally_.min, value);
    tally_.max = first ? value : std::max(tally_.max, value);
  }
  const AggregateTally& tally() const { return tally_; }

 private:
  bool distinct_;
  AggregateTally tally_;
  std::unordered_set<int64_t> seen_; // only counted, never walked
};

// What the aggregate is, as a number; null when it is missing.
Value number_of(Aggregate aggregate, const AggregateTally& tally) {
  if (aggregate == Aggregate::distinct) return tally.distinct;
  if (aggregate == Aggregate::sum) return from_millionths(tally.sum);
  if (tally.events == 0) return {};
  if (aggregate == Aggregate::min) return from_millionths(tally.min);
  if (aggregate == Aggregate::max) return from_millionths(tally.max);
  return from_millionths(tally.sum).as_number() / static_cast<double>(tally.events);
}

} // namespace

std::span<const AggregateKind> aggregate_kinds() { return kKinds; }

const AggregateKind* find_aggregate(std::string_view name) {
  for (const AggregateKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool AggregateTest::holds(const AggregateTally& tally) const {
  switch (aggregate) {
    case Aggregate::sum: return bounds.hold(tally.sum, 1);
    case Aggregate::avg: return tally.events > 0 && bounds.hold(tally.sum, tally.events);
    case Aggregate::min: return tally.events > 0 && bounds.hold(tally.min, 1);
    case Aggregate::max: return tally.events > 0 && bounds.hold(tally.max, 1);
    case Aggregate::distinct: break;
  }
  return bounds.hold(static_cast<Int128>(tally.distinct) * kMillion, 1);
}

EventAggregate::EventAggregate(std::string text, AggregateTest test)
    : Predicate(std::move(text)), test_(std::move(test)) {}

Need EventAggregate::need(Millis now) const {
  if (test_.within) return {0, window_start(*test_.within, now), false};
  return test_.aggregate == Aggregate::distinct ? Need::everything() : Need{};
}

std::vector<SelectorUse> EventAggregate::selectors() const {
  const bool all = !test_.within && test_.aggregate == Aggregate::distinct;
  return {{test_.selector, 0, test_.within, all}};
}

AggregateTally EventAggregate::tally(const Facts& facts, Millis now) const {
  const Series& series = facts.look(*test_.selector, need(now));
  const bool distinct = test_.aggregate == Aggregate::distinct;
  if (!test_.within && !distinct) {
    return {static_cast<int64_t>(series.total), series.sum, series.min, series.max, 0};
  }
  Adder adder(distinct);
  for (const SeriesEntry& entry : series.kept) {
    if (!test_.within || inside(*test_.within, entry.at, now)) adder.add(entry.value);
  }
  return adder.tally();
}

bool EventAggregate::holds(const Facts& facts, Millis now) const {
  return test_.holds(tally(facts, now));
}

// Of a sum or a mean whose window is not the calendar's: the events inside come first and leave
// from the last on, so what is left is told by taking them away one by one.
Millis EventAggregate::next_flip_of_sum(const Series& series, Millis now) const {
  const auto& kept = series.kept;
  AggregateTally left;
  for (const SeriesEntry& entry : kept) {
    if (!inside(*test_.within, entry.at, now)) break;
    left.sum += entry.value;
    ++left.events;
  }
  const bool held = test_.holds(left);
  while (left.events > 0) {
    const SeriesEntry& oldest = kept[static_cast<size_t>(left.events - 1)];
    const Millis leaves = leaves_at(*test_.within, oldest.at);
    if (leaves == kMillisMax) break;
    left.sum -= oldest.value;
    --left.events;
    const bool others_too =
        left.events > 0 && kept[static_cast<size_t>(left.events - 1)].at == oldest.at;
    if (!others_too && test_.holds(left) != held) return leaves;
  }
  return kMillisMax;
}

// As time goes on the window only loses events. Its later states are built up from the end: first
// the event that stays longest alone, then with the one before it, up to the present.
Millis EventAggregate::next_flip(const Facts& facts, Millis now) const {
  if (!test_.within) return kMillisMax;
  struct Stay {
    Millis leaves;
    int64_t value;
  };
  const Series& series = facts.look(*test_.selector, need(now));
  const bool is_sum = test_.aggregate == Aggregate::sum || test_.aggregate == Aggregate::avg;
  const bool none_to_come = series.kept.empty() || series.kept.front().at <= now;
  if (is_sum && test_.within->months == 0 && none_to_come) return next_flip_of_sum(series, now);
  std::vector<Stay> stays;
  for (const SeriesEntry& entry : series.kept) {
    if (!inside(*test_.within, entry.at, now)) continue;
    stays.push_back({leaves_at(*test_.within, entry.at), entry.value});
  }
  std::sort(stays.begin(), stays.end(),
            [](const Stay& a, const Stay& b) { return a.leaves > b.leaves; });
  Adder adder(test_.aggregate == Aggregate::distinct);
  std::vector<bool> held = {test_.holds(adder.tally())}; // by how many are left
  for (const Stay& stay : stays) {
    adder.add(stay.value);
    held.push_back(test_.holds(adder.tally()));
  }
  for (size_t left = stays.size(); left-- > 0;) {
    const Millis leaves = stays[left].leaves;
    if (leaves == kMillisMax) break;
    const bool instant_complete = left == 0 || stays[left - 1].leaves != leaves;
    if (instant_complete && held[left] != held.back()) return leaves;
  }
  return kMillisMax;
}

// {"sum": 120.5, "events": 3}; the number is null where it is missing.
Value EventAggregate::evidence(const Facts& facts, Millis now) const {
  const AggregateTally found = tally(facts, now);
  Value evidence;
  for (const AggregateKind& kind : kKinds) {
    if (kind.aggregate == test_.aggregate) {
      evidence.set(kind.name, number_of(test_.aggregate, found));
    }
  }
  evidence.set("events", found.events);
  return evidence;
}

} // namespace beckon::segment
