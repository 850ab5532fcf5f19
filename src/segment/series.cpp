#include "segment/series.h"

#include <algorithm>
#include <cmath>

namespace beckon::segment {
namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kShortestMonthMs = 28 * kDayMs, kLongestMonthMs = 31 * kDayMs;
constexpr int64_t kLargest = 9'200'000'000'000; // whose millionths still fit 64 bits
// The end of a month is clamped by three days at most: 31 January + 1mo is 28 February.
constexpr int64_t kClampMs = 4 * kDayMs;

} // namespace

Millis leaves_at(const Duration& window, Millis at) {
  const Millis last_inside = add(at, window);
  return last_inside == kMillisMax ? kMillisMax : last_inside + 1;
}

bool inside(const Duration& window, Millis at, Millis now) {
  return at <= now && now < leaves_at(window, at);
}

Millis window_start(const Duration& window, Millis now) {
  if (window.months == 0) return subtract(now, window);
  const Millis start = subtract(now, {0, window.months});
  const Millis blurred = start < kMillisMin + kClampMs ? kMillisMin : start - kClampMs;
  return window.ms == 0 ? blurred : std::max(blurred, subtract(now, {window.ms, 0}));
}

int64_t span_of(const Duration& window) {
  if (window.months == 0) return window.ms;
  const int64_t span = int64_t{window.months} * kLongestMonthMs + kClampMs;
  return window.ms == 0 ? span : std::min(span, window.ms);
}

Duration shorter_of(const Duration& a, const Duration& b) {
  const auto least = [](auto one, auto other) {
    return one == 0 || other == 0 ? std::max(one, other) : std::min(one, other);
  };
  const Duration both{least(a.ms, b.ms), least(a.months, b.months)};
  if (both.ms == 0 || both.months == 0) return both;
  // Mostly one of them is shorter in every year; else the calendar tells, event by event.
  if (both.ms <= both.months * kShortestMonthMs) return {both.ms, 0};
  if (both.ms >= both.months * kLongestMonthMs) return {0, both.months};
  return both;
}

std::optional<int64_t> millionths(const schema::Value& number) {
  if (number.is_integer()) {
    const int64_t whole = number.as_integer();
    if (whole > kLargest || whole < -kLargest) return std::nullopt;
    return whole * kMillion;
  }
  if (!number.is_number()) return std::nullopt;
  const double value = number.as_number();
  if (!(std::abs(value) <= static_cast<double>(kLargest))) return std::nullopt;
  return std::llround(value * static_cast<double>(kMillion));
}

schema::Value from_millionths(Int128 millionths) {
  const Int128 whole = millionths / kMillion;
  if (whole * kMillion == millionths && whole >= INT64_MIN && whole <= INT64_MAX) {
    return static_cast<int64_t>(whole);
  }
  return static_cast<double>(millionths) / static_cast<double>(kMillion);
}

} // namespace beckon::segment
