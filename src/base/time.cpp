#include "base/time.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace beckon {
namespace {

constexpr int64_t kDayMs = 86'400'000;

int64_t floor_div(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return quotient - (value % divisor != 0 && (value < 0) != (divisor < 0) ? 1 : 0);
}

// Milliseconds since midnight; of instants at the very ends of the range too.
int64_t time_of_day(Millis at) {
  const int64_t rest = at % kDayMs;
  return rest < 0 ? rest + kDayMs : rest;
}

bool is_leap(int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

uint32_t days_in_month(int32_t year, uint32_t month) {
  constexpr std::array<uint32_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

// Reads exactly `count` digits at `*position` and moves it on.
std::optional<int32_t> digits(std::string_view text, size_t* position, size_t count) {
  if (*position + count > text.size()) return std::nullopt;
  int32_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = text[*position + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  *position += count;
  return value;
}

bool literal(std::string_view text, size_t* position, char wanted) {
  if (*position >= text.size() || text[*position] != wanted) return false;
  ++*position;
  return true;
}

// ".123456" → 123 (further digits are read and dropped). No point: 0.
std::optional<int64_t> fraction_ms(std::string_view text, size_t* position) {
  if (*position >= text.size() || (text[*position] != '.' && text[*position] != ',')) return 0;
  ++*position;
  int64_t value = 0;
  size_t count = 0;
  for (; *position < text.size(); ++*position, ++count) {
    const char c = text[*position];
    if (c < '0' || c > '9') break;
    if (count < 3) value = value * 10 + (c - '0');
  }
  if (count == 0) return std::nullopt;
  for (; count < 3; ++count) value *= 10;
  return value;
}

// "Z", "+02:00", "-0530", "+02", or nothing: the offset from UTC in milliseconds.
std::optional<int64_t> zone_offset_ms(std::string_view text, size_t* position) {
  if (*position == text.size()) return 0;
  const char sign = text[*position];
  ++*position;
  if (sign == 'Z' || sign == 'z') return 0;
  if (sign != '+' && sign != '-') return std::nullopt;
  const auto hours = digits(text, position, 2);
  if (!hours) return std::nullopt;
  std::optional<int32_t> minutes = 0;
  if (*position < text.size()) {
    if (text[*position] == ':') ++*position;
    minutes = digits(text, position, 2);
  }
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int64_t offset = (*hours * 60 + *minutes) * int64_t{60'000};
  return sign == '+' ? offset : -offset;
}

// "2024-03-09": its midnight, as if at UTC.
std::optional<int64_t> date_ms(std::string_view text, size_t* position) {
  const auto year = digits(text, position, 4);
  if (!year || !literal(text, position, '-')) return std::nullopt;
  const auto month = digits(text, position, 2);
  if (!month || !literal(text, position, '-')) return std::nullopt;
  const auto day = digits(text, position, 2);
  if (!day || *year < 1 || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  const Civil civil{*year, static_cast<uint32_t>(*month), static_cast<uint32_t>(*day)};
  if (civil.day > days_in_month(civil.year, civil.month)) return std::nullopt;
  return days_from_civil(civil) * kDayMs;
}

// "22:00", "22:00:05", "22:00:05.123"
std::optional<int64_t> time_of_day_ms(std::string_view text, size_t* position) {
  const auto hour = digits(text, position, 2);
  if (!hour || !literal(text, position, ':')) return std::nullopt;
  const auto minute = digits(text, position, 2);
  if (!minute) return std::nullopt;
  int32_t second = 0;
  int64_t fraction = 0;
  if (literal(text, position, ':')) {
    const auto seconds = digits(text, position, 2);
    if (!seconds) return std::nullopt;
    second = *seconds;
    const auto ms = fraction_ms(text, position);
    if (!ms) return std::nullopt;
    fraction = *ms;
  }
  if (*hour > 23 || *minute > 59 || second > 60) return std::nullopt;
  return ((*hour * 60 + *minute) * int64_t{60} + second) * 1'000 + fraction;
}

// Two numbers added without overflow: the sum stays at the ends of the range.
int64_t saturating_add(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? kMillisMax : kMillisMin;
}

Millis add_months(Millis at, int64_t months) {
  const Civil civil = civil_from_days(floor_div(at, kDayMs));
  const int64_t total = int64_t{civil.year} * 12 + (civil.month - 1) + months;
  const int64_t year = floor_div(total, 12);
  const auto month = static_cast<uint32_t>(total - year * 12 + 1);
  Civil moved{static_cast<int32_t>(year), month, civil.day};
  moved.day = std::min(moved.day, days_in_month(moved.year, moved.month));
  int64_t midnight = 0;
  if (__builtin_mul_overflow(days_from_civil(moved), kDayMs, &midnight)) {
    return months > 0 ? kMillisMax : kMillisMin;
  }
  return saturating_add(midnight, time_of_day(at));
}

struct Unit {
  std::string_view suffix;
  int64_t ms;
  int32_t months;
};
// Longest suffix first, so that "mo" and "ms" are not read as "m".
constexpr std::array<Unit, 8> kUnits = {{
    {"mo", 0, 1},
    {"ms", 1, 0},
    {"y", 0, 12},
    {"w", 7 * kDayMs, 0},
    {"d", kDayMs, 0},
    {"h", 3'600'000, 0},
    {"m", 60'000, 0},
    {"s", 1'000, 0},
}};

} // namespace

// Howard Hinnant's civil calendar algorithms (http://howardhinnant.github.io/date_algorithms.html).
int64_t days_from_civil(const Civil& civil) {
  const int64_t year = int64_t{civil.year} - (civil.month <= 2 ? 1 : 0);
  const int64_t era = floor_div(year, 400);
  const int64_t year_of_era = year - era * 400;
  const int64_t shifted_month = (civil.month + 9) % 12;
  const int64_t day_of_year = (153 * shifted_month + 2) / 5 + civil.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Civil civil_from_days(int64_t days) {
  const int64_t shifted = days + 719'468;
  const int64_t era = floor_div(shifted, 146'097);
  const int64_t day_of_era = shifted - era * 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<uint32_t>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const auto month =
      static_cast<uint32_t>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  const int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<int32_t>(year), month, day};
}

std::optional<Duration> parse_duration(std::string_view text) {
  size_t position = 0;
  int64_t count = 0;
  for (; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position) {
    if (position >= 12) return std::nullopt;
    count = count * 10 + (text[position] - '0');
  }
  if (position == 0) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (text.substr(position) != unit.suffix) continue;
    if (unit.months != 0) {
      if (count > 120'000 / unit.months) return std::nullopt;
      return Duration{0, static_cast<int32_t>(count * unit.months)};
    }
    int64_t ms = 0;
    if (__builtin_mul_overflow(count, unit.ms, &ms) || ms > kTimeCeiling) return std::nullopt;
    return Duration{ms, 0};
  }
  return std::nullopt;
}

std::string format_duration(const Duration& duration) {
  if (duration.months != 0 && duration.ms != 0) {
    return format_duration({0, duration.months}) + "/" + format_duration({duration.ms, 0});
  }
  if (duration.months != 0) {
    if (duration.months % 12 == 0) return std::to_string(duration.months / 12) + "y";
    return std::to_string(duration.months) + "mo";
  }
  if (duration.ms == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (unit.ms > 1 && duration.ms % unit.ms == 0) {
      return std::to_string(duration.ms / unit.ms) + std::string(unit.suffix);
    }
  }
  return std::to_string(duration.ms) + "ms";
}

Millis add(Millis at, const Duration& duration) {
  if (duration.months == 0) return saturating_add(at, duration.ms);
  const Millis by_calendar = add_months(at, duration.months);
  return duration.ms == 0 ? by_calendar : std::min(by_calendar, saturating_add(at, duration.ms));
}

Millis subtract(Millis at, const Duration& duration) {
  if (duration.months == 0) return saturating_add(at, -duration.ms);
  const Millis by_calendar = add_months(at, -int64_t{duration.months});
  return duration.ms == 0 ? by_calendar : std::max(by_calendar, saturating_add(at, -duration.ms));
}

std::optional<WrittenTime> read_time(std::string_view text) {
  size_t position = 0;
  const auto midnight = date_ms(text, &position);
  if (!midnight) return std::nullopt;
  if (position == text.size()) return WrittenTime{WrittenTime::Form::date, *midnight};
  if (text[position] != 'T' && text[position] != 't' && text[position] != ' ') return std::nullopt;
  ++position;
  const auto time = time_of_day_ms(text, &position);
  if (!time) return std::nullopt;
  const bool open = position == text.size();
  const auto offset = zone_offset_ms(text, &position);
  if (!offset || position != text.size()) return std::nullopt;
  const Millis at = *midnight + *time - *offset;
  if (at < kTimeFloor || at > kTimeCeiling) return std::nullopt; // led out of range by its offset
  return WrittenTime{open ? WrittenTime::Form::local : WrittenTime::Form::instant, at};
}

std::optional<Millis> parse_time(std::string_view text) {
  const auto written = read_time(text);
  if (!written) return std::nullopt;
  return written->at;
}

std::string format_time(const WrittenTime& written) {
  std::string text = format_time(written.at);
  if (written.form == WrittenTime::Form::local) text.pop_back(); // the Z
  if (written.form == WrittenTime::Form::date) text.resize(10);
  return text;
}

std::string format_time(Millis at) {
  const Civil civil = civil_from_days(floor_div(at, kDayMs));
  const int64_t time = time_of_day(at);
  if (civil.year >= 0 && civil.year <= 9'999) { // what is met with; several times as fast
    std::string text = "0000-00-00T00:00:00.000Z";
    const auto put = [&](size_t last, int64_t number) {
      for (; number > 0; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
    };
    put(3, civil.year);
    put(6, civil.month);
    put(9, civil.day);
    put(12, time / 3'600'000);
    put(15, time / 60'000 % 60);
    put(18, time / 1'000 % 60);
    put(22, time % 1'000);
    return text;
  }
  char text[40];
  const int length = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", civil.year, civil.month, civil.day,
      static_cast<int>(time / 3'600'000), static_cast<int>(time / 60'000 % 60),
      static_cast<int>(time / 1'000 % 60), static_cast<int>(time % 1'000));
  return std::string(text, static_cast<size_t>(length));
}

} // namespace beckon
