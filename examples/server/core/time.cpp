#include "core/time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace server {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

// Reads a time from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool skip(char wanted) { return skip_any(std::string_view(&wanted, 1)); }
  bool skip_any(std::string_view wanted) {
    if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  char last() const { return last_; } // what skip_any found
  // Exactly so many digits, at most `max`.
  bool number(size_t digits, int max, int* out) {
    if (rest_.size() < digits) return false;
    *out = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (!skip_any("0123456789")) return false;
      *out = *out * 10 + (last_ - '0');
    }
    return *out <= max;
  }
  // Digits of a fraction of a second as milliseconds; at least one.
  bool fraction(int* out) {
    int scale = 100;
    bool any = false;
    for (*out = 0; skip_any("0123456789"); scale /= 10, any = true) *out += (last_ - '0') * scale;
    return any;
  }

 private:
  std::string_view rest_;
  char last_ = '\0';
};

bool read_clock(Scanner* in, Millis* at) {
  int hours = 0, minutes = 0, seconds = 0, millis = 0;
  if (!in->number(2, 23, &hours) || !in->skip(':') || !in->number(2, 59, &minutes)) return false;
  // A leap second counts as the second after it.
  if (in->skip(':') && !in->number(2, 60, &seconds)) return false;
  if (in->skip_any(".,") && !in->fraction(&millis)) return false;
  *at += ((hours * 60 + minutes) * 60 + seconds) * Millis{1000} + millis;
  return true;
}

bool read_zone(Scanner* in, Millis* at) {
  if (in->at_end() || in->skip_any("Zz")) return true;
  if (!in->skip_any("+-")) return false;
  const int sign = in->last() == '+' ? 1 : -1;
  int hours = 0, minutes = 0;
  if (!in->number(2, 23, &hours)) return false;
  in->skip(':');
  if (!in->at_end() && !in->number(2, 59, &minutes)) return false;
  *at -= sign * (hours * 60 + minutes) * Millis{60'000};
  return true;
}

struct Broken {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> clock;
};

Broken broken(Millis at) {
  const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(at)};
  const auto days = std::chrono::floor<std::chrono::days>(instant);
  return {std::chrono::year_month_day(days), std::chrono::weekday(days),
          std::chrono::hh_mm_ss<std::chrono::milliseconds>(instant - days)};
}

} // namespace

std::optional<Millis> parse_time(std::string_view text) {
  Scanner in(text);
  int years = 0, months = 0, days = 0;
  if (!in.number(4, 9999, &years) || years == 0 || !in.skip('-')) return std::nullopt;
  if (!in.number(2, 12, &months) || !in.skip('-') || !in.number(2, 31, &days)) return std::nullopt;
  const auto date =
      year(years) / month(static_cast<unsigned>(months)) / day(static_cast<unsigned>(days));
  if (!date.ok()) return std::nullopt;
  Millis at = std::chrono::sys_days(date).time_since_epoch().count() * Millis{86'400'000};
  if (in.at_end()) return at;
  if (!in.skip_any("Tt ") || !read_clock(&in, &at) || !read_zone(&in, &at) || !in.at_end()) {
    return std::nullopt;
  }
  return at;
}

std::string format_time(Millis at) {
  const Broken time = broken(at);
  std::array<char, 40> out;
  const int size =
      std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                    int(time.date.year()), unsigned(time.date.month()), unsigned(time.date.day()),
                    int(time.clock.hours().count()), int(time.clock.minutes().count()),
                    int(time.clock.seconds().count()), int(time.clock.subseconds().count()));
  return std::string(out.data(), static_cast<size_t>(size));
}

std::string format_http_date(Millis at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Broken time = broken(at);
  std::array<char, 40> out;
  const int size = std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                 kDays[time.weekday.c_encoding()], unsigned(time.date.day()),
                                 kMonths[unsigned(time.date.month()) - 1], int(time.date.year()),
                                 int(time.clock.hours().count()), int(time.clock.minutes().count()),
                                 int(time.clock.seconds().count()));
  return std::string(out.data(), static_cast<size_t>(size));
}

Millis system_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace server
