// A date that stands in a trait, moved, at a time of the day: "a week before the birthday, at
// 09:00".
#pragma once

#include <optional>

#include "base/time.h"
#include "base/zone.h"
#include "schema/value.h"

namespace beckon::flow {

// {"date": "birthday", "offset": "-7d", "time": "09:00", "yearly": true}.
//
// Whole days and months of the offset move the date on the calendar of the zone, so that the clock
// shows what it would have shown; its hours move on the line of time. Without `time`, a value that
// has a time of its own keeps it, and a bare date begins with its day. Yearly, 29 February is the
// 28th in common years, and nothing comes round before the date's own year.
struct Date {
  schema::Path path;          // of a trait
  Duration offset{};          // not negative
  bool back = false;          // the offset is subtracted
  std::optional<Millis> time; // since midnight
  bool yearly = false;

  // The first of its instants after `after`, which is excluded; kMillisMax: there is none, also
  // when `found`, the value at the path, is no date.
  Millis next_after(const schema::Value& found, const Zone& zone, Millis after) const;
};

} // namespace beckon::flow
