// Time zones by IANA name, from the system's time zone data (package tzdata) through Howard
// Hinnant's date library. Two machines agree on local times as far as their data agree.
//
// Thread safety: everything here may be called from any thread. Zones live until the process ends.
#pragma once

#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon {

class Zone {
 public:
  static const Zone& utc();

  Millis offset_at(Millis at) const; // local time minus UTC
  // The clock on the wall, as milliseconds of a place at UTC.
  Millis to_local(Millis at) const;
  // The instant at which the clock on the wall shows `local`. What a gap leaves out is moved
  // forward by the gap (02:30 becomes 03:30); what comes twice is the first.
  Millis to_instant(Millis local) const;
  // The first instant of a day of the local calendar, counted from 1970-01-01. A day that the zone
  // skips begins with the next one.
  Millis start_of_day(int64_t day) const;

  // From `begin` on, until the next one begins, local time is UTC + offset.
  struct Span {
    Millis begin = kMillisMin;
    Millis offset = 0;
  };
  // REQUIRES: spans ascend and the first begins at kMillisMin. From `repeats_from` on everything
  // is as 400 years before; `repeats_from` is 400 years or more into the last rule.
  Zone(std::vector<Span> spans, Millis repeats_from)
      : spans_(std::move(spans)), repeats_from_(repeats_from) {}

 private:
  Millis instant_near(Millis local, bool day_start) const;
  Millis resolve(Millis local, bool day_start) const;

  std::vector<Span> spans_;
  Millis repeats_from_;
};

// The zone of that name; null when the system's data know none.
const Zone* find_zone(std::string_view name);

// A written time as an instant of that zone: a date is the first instant of its day.
Millis instant_of(const WrittenTime& written, const Zone& zone);
// The day of the zone's calendar on which `at` falls, counted from 1970-01-01.
int64_t local_day(Millis at, const Zone& zone);

// `at` moved by a duration. Months move on the zone's own calendar, the clock on the wall staying
// what it was and the day clamped to the month's end; milliseconds move on the line of time.
Millis add(Millis at, const Duration& duration, const Zone& zone);
Millis subtract(Millis at, const Duration& duration, const Zone& zone);

} // namespace beckon
