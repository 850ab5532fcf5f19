// What a question about events demands of a series, and the numbers a series holds.
#pragma once

#include <optional>

#include "base/series.h"
#include "base/time.h"
#include "schema/value.h"

namespace beckon::segment {

using beckon::Int128;
using beckon::Series;
using beckon::SeriesEntry;

// At least what Series::kept must hold for a question to be answered; totals, sum, min and max are
// always of all events. The default asks for those alone.
struct Need {
  size_t newest = 0;         // this many of the newest (or all, if there are fewer),
  Millis since = kMillisMax; // and every one that is not older than this instant,
  bool all = false;          // or all there are
  static Need everything() { return {0, kMillisMin, true}; }
};

inline bool covers(const Series& series, const Need& need) {
  return need.all ? series.complete : series.reaches(need.newest, need.since);
}

// The window {"within": W}: an event at `at` is inside at `now` while at ≤ now ≤ at + W.
// Calendar windows (1mo) do not order events by their time: near a month's end the newer of two may
// leave before the older. Ask each event, and demand all since window_start().
bool inside(const Duration& window, Millis at, Millis now);
// The first instant at which an event at `at` is outside again; kMillisMax: never.
Millis leaves_at(const Duration& window, Millis at);
// No event before this instant is inside at `now`; tight for windows that are no calendar's.
Millis window_start(const Duration& window, Millis now);
// The longest time between now and window_start(now), in milliseconds.
int64_t span_of(const Duration& window);
// The window of the events that are inside both.
Duration shorter_of(const Duration& a, const Duration& b);

// Numbers of properties are kept as millionths, so that sums are exact in any order: 19.99 is
// 19'990'000. Rounded half away from zero; nothing for what is no number or beyond ±9.2e12.
inline constexpr int64_t kMillion = 1'000'000;
std::optional<int64_t> millionths(const schema::Value& number);
schema::Value from_millionths(Int128 millionths); // an integer when it is whole and fits

} // namespace beckon::segment
