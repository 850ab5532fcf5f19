#include "flow/date.h"

#include <algorithm>

#include "base/limits.h"
#include "base/local_time.h"

namespace beckon::flow {
namespace {

// The clock on the wall that a written time means in the zone.
Millis local_of(const WrittenTime& written, const Zone& zone) {
  return written.form == WrittenTime::Form::instant ? zone.to_local(written.at) : written.at;
}

Millis moved(Millis at, const Duration& by, bool back) {
  return back ? subtract(at, by) : add(at, by);
}

// The part of a duration that moves a date on the calendar, and the rest.
Duration days_of(const Duration& length) {
  return {length.ms / kMillisOfDay * kMillisOfDay, length.months};
}
Duration hours_of(const Duration& length) { return {length.ms % kMillisOfDay, 0}; }

// The instant that the date means when it falls on that day of the calendar.
Millis instant_of_day(const Date& date, int64_t day, Millis own_time, const Zone& zone) {
  const Millis local = moved(day * kMillisOfDay, days_of(date.offset), date.back);
  const Millis instant = zone.to_instant(local + date.time.value_or(own_time));
  return moved(instant, hours_of(date.offset), date.back);
}

Millis next_of_years(const Date& date, Millis local, const Zone& zone, Millis after) {
  const int64_t first_day = day_of_local(local);
  const Civil first = civil_from_days(first_day);
  const Millis from = std::clamp(moved(after, date.offset, !date.back), kTimeFloor, kTimeCeiling);
  const int32_t year = civil_from_days(local_day(from, zone)).year;
  for (int32_t each = std::max(first.year, year - 1); each <= 9'999; ++each) {
    const Millis at =
        instant_of_day(date, anniversary_day(first, each), local - first_day * kMillisOfDay, zone);
    if (at > after) return at;
  }
  return kMillisMax;
}

} // namespace

Millis Date::next_after(const schema::Value& found, const Zone& zone, Millis after) const {
  if (!found.is_string() || found.as_string().size() > limits::time_bytes) return kMillisMax;
  const auto written = read_time(found.as_string());
  if (!written) return kMillisMax;
  const Millis local = local_of(*written, zone);
  if (yearly) return next_of_years(*this, local, zone, after);
  // An instant that stays on its day is not read off the wall, where it may stand twice.
  const bool exact =
      written->form == WrittenTime::Form::instant && !time && days_of(offset) == Duration{};
  const int64_t day = day_of_local(local);
  const Millis at = exact ? moved(written->at, offset, back)
                          : instant_of_day(*this, day, local - day * kMillisOfDay, zone);
  return at > after ? at : kMillisMax;
}

} // namespace beckon::flow
