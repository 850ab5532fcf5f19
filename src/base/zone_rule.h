// The rule by which a zone's clock goes on after the end of its table: "CET-1CEST,M3.5.0,M10.5.0/3"
// (POSIX's TZ, in the form in which it stands at the end of time zone files).
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace beckon {

// Once a year, as "M3.5.0/2": at 02:00 on the fifth (or last) Sunday of March. Hours may be
// negative or beyond 24.
struct YearlyChange {
  uint32_t month = 1, week = 1, weekday = 0; // weekday 0 is Sunday
  Millis time = 2 * 3'600'000;
  // In ms of a place at UTC, by the clock that shows until then.
  Millis in_year(int32_t year) const;
};

struct ZoneRule {
  Millis standard_offset = 0; // local time minus UTC
  Millis summer_offset = 0;
  bool has_summer = false;
  YearlyChange summer_begins, summer_ends;
};

// Nothing on any text that is not such a rule; days by number ("J60") are not read: no zone has
// them.
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

} // namespace beckon
