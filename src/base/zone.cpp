#include "base/zone.h"

#include <algorithm>
#include <limits>

namespace beckon {
namespace {

constexpr Millis kDayMs = 86'400'000;
constexpr Millis kCycleMs = 146'097 * kDayMs; // 400 years: whole weeks, so every rule repeats
// No clock on a wall was ever further from UTC: Manila was at -15:56:08 until 1844.
constexpr Millis kWidestOffset = 26 * 3'600'000;

int64_t floor_day(Millis at) { return at / kDayMs - (at % kDayMs < 0 ? 1 : 0); }

// How many cycles to go back so that `at` comes before `limit`.
int64_t cycles_back(Millis at, Millis limit) {
  return at < limit ? 0 : (at - limit) / kCycleMs + 1;
}

// Far from both ends of the range, so that offsets and cycles are added without overflow.
Millis clamped(Millis at) {
  return std::clamp(at, kMillisMin + 2 * kCycleMs, kMillisMax - 2 * kCycleMs);
}

} // namespace

const Zone& Zone::utc() {
  static const Zone zone({Span{}}, kMillisMax);
  return zone;
}

Millis Zone::offset_at(Millis at) const {
  at -= cycles_back(at, repeats_from_) * kCycleMs;
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), at,
                                      [](Millis a, const Span& span) { return a < span.begin; });
  return std::prev(after)->offset;
}

Millis Zone::to_local(Millis at) const { return clamped(at) + offset_at(clamped(at)); }

Millis Zone::to_instant(Millis local) const { return resolve(local, false); }

Millis Zone::start_of_day(int64_t day) const {
  constexpr int64_t kFarthest = kMillisMax / kDayMs;
  return resolve(std::clamp(day, -kFarthest, kFarthest) * kDayMs, true);
}

Millis Zone::resolve(Millis local, bool day_start) const {
  local = clamped(local);
  const int64_t cycles = cycles_back(local, repeats_from_);
  return instant_near(local - cycles * kCycleMs, day_start) + cycles * kCycleMs;
}

// Asks each span around `local` in turn. In a gap, which no span owns, the clock jumps from one
// span to the next: by the offset before the jump the time is moved forward by its width, while
// a day whose midnight is left out begins with the jump itself.
Millis Zone::instant_near(Millis local, bool day_start) const {
  auto span = std::upper_bound(spans_.begin(), spans_.end(), local - kWidestOffset,
                               [](Millis at, const Span& each) { return at < each.begin; });
  for (--span;; ++span) {
    const Millis end = std::next(span) == spans_.end() ? kMillisMax : std::next(span)->begin;
    const Millis at = local - span->offset;
    if (at < span->begin) return day_start ? span->begin : local - std::prev(span)->offset;
    if (at < end) return at;
  }
}

Millis instant_of(const WrittenTime& written, const Zone& zone) {
  if (written.form == WrittenTime::Form::instant) return written.at;
  if (written.form == WrittenTime::Form::local) return zone.to_instant(written.at);
  return zone.start_of_day(floor_day(written.at));
}

int64_t local_day(Millis at, const Zone& zone) { return floor_day(zone.to_local(at)); }

Millis add(Millis at, const Duration& duration, const Zone& zone) {
  if (duration.months == 0) return add(at, duration);
  return zone.to_instant(add(zone.to_local(at), duration));
}

Millis subtract(Millis at, const Duration& duration, const Zone& zone) {
  if (duration.months == 0) return subtract(at, duration);
  return zone.to_instant(subtract(zone.to_local(at), duration));
}

} // namespace beckon
