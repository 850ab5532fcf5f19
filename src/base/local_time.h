// The clock on the wall of a zone: times of the day, days of the week, windows of the day.
// Everywhere: what a gap leaves out is moved forward by the gap, of what comes twice the first is
// meant, and instants of a window include its beginning, not its end. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "base/zone.h"

namespace beckon {

inline constexpr Millis kMillisOfDay = 86'400'000;

// The day, counted from 1970-01-01, of a local time written as if the place were at UTC.
constexpr int64_t day_of_local(Millis local) {
  return local / kMillisOfDay - (local % kMillisOfDay < 0 ? 1 : 0);
}

// "08:00" or "08:00:30" as milliseconds since midnight; empty on anything else.
std::optional<Millis> parse_time_of_day(std::string_view text);

// The instant at which the clock shows `time` on that day of the zone's calendar.
inline Millis instant_on(int64_t day, Millis time, const Zone& zone) {
  return zone.to_instant(day * kMillisOfDay + time);
}

// Monday is 0, Sunday 6; days are counted from 1970-01-01, a Thursday.
constexpr uint32_t weekday_of(int64_t day) {
  return static_cast<uint32_t>(((day + 3) % 7 + 7) % 7);
}

// A set of days of the week; at first all of them.
class Weekdays {
 public:
  static constexpr Weekdays none() { return Weekdays(0); }
  constexpr Weekdays() = default;
  void add(uint32_t weekday) { bits_ = static_cast<uint8_t>(bits_ | 1U << weekday); }
  bool has(uint32_t weekday) const { return (bits_ >> weekday & 1U) != 0; }
  bool has_day(int64_t day) const { return has(weekday_of(day)); }
  bool operator==(const Weekdays&) const = default;

 private:
  explicit constexpr Weekdays(uint8_t bits) : bits_(bits) {}
  uint8_t bits_ = 0x7f;
};

// From `from` until `to` of each day; `to` is on the next day where it is not after `from`.
struct DayWindow {
  Millis from = 0, to = 0; // since midnight
};

// The earliest instant, `at` itself included, at which
// the clock shows `time` on one of the days. REQUIRES: days are not none.
Millis first_time(Millis at, Millis time, const Weekdays& days, const Zone& zone);
// it is one of the days. REQUIRES: days are not none.
Millis first_day(Millis at, const Weekdays& days, const Zone& zone);
// a window is open that began on one of the days. REQUIRES: days are not none.
Millis first_open(Millis at, const DayWindow& window, const Weekdays& days, const Zone& zone);

// The day on which a date comes round in a year: 29 February is the 28th in common years.
int64_t anniversary_day(const Civil& date, int32_t year);

} // namespace beckon
