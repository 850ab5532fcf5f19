#include "base/local_time.h"

#include <algorithm>

namespace beckon {
namespace {

// Two digits at `at`, below `bound`; -1 when they are not.
int two_digits(std::string_view text, size_t at, int bound) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (at + 2 > text.size() || !digit(at) || !digit(at + 1)) return -1;
  const int value = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return value < bound ? value : -1;
}

// A week, and a day before and after for what a gap has moved over midnight.
constexpr int64_t kDaysAhead = 9;

} // namespace

std::optional<Millis> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  const int hours = two_digits(text, 0, 24);
  const int minutes = two_digits(text, 3, 60);
  const int seconds = text.size() == 8 ? two_digits(text, 6, 60) : 0;
  const bool colons = text[2] == ':' && (text.size() == 5 || text[5] == ':');
  if (!colons || hours < 0 || minutes < 0 || seconds < 0) return std::nullopt;
  return ((hours * 60 + minutes) * 60 + seconds) * Millis{1'000};
}

Millis first_time(Millis at, Millis time, const Weekdays& days, const Zone& zone) {
  const int64_t today = local_day(at, zone);
  for (int64_t day = today - 1; day <= today + kDaysAhead; ++day) {
    if (!days.has_day(day)) continue;
    const Millis instant = instant_on(day, time, zone);
    if (instant >= at) return instant;
  }
  return at;
}

Millis first_day(Millis at, const Weekdays& days, const Zone& zone) {
  const int64_t today = local_day(at, zone);
  if (days.has_day(today)) return at;
  int64_t day = today + 1;
  while (day < today + 7 && !days.has_day(day)) ++day;
  return zone.start_of_day(day);
}

Millis first_open(Millis at, const DayWindow& window, const Weekdays& days, const Zone& zone) {
  const int64_t today = local_day(at, zone);
  const int64_t over_midnight = window.to <= window.from ? 1 : 0;
  for (int64_t day = today - 1; day <= today + kDaysAhead; ++day) {
    if (!days.has_day(day)) continue;
    const Millis begin = instant_on(day, window.from, zone);
    const Millis end = instant_on(day + over_midnight, window.to, zone);
    if (begin < end && at < end) return std::max(at, begin);
  }
  return at;
}

int64_t anniversary_day(const Civil& date, int32_t year) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const bool moved = date.month == 2 && date.day == 29 && !leap;
  return days_from_civil({year, date.month, moved ? 28 : date.day});
}

} // namespace beckon
