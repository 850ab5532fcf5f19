// Instants that repeat on the clock of a zone, by a cron expression of five fields or by a
// recurrence rule of iCalendar (RFC 5545). Immutable; safe for concurrent reads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "base/zone.h"

namespace beckon::flow {

// What repeats on the wall, whatever the zone. Local times are written as if the place were at UTC.
class Pattern {
 public:
  virtual ~Pattern() = default;
  // The first local time after that one; kMillisMax: there is none.
  virtual Millis next_local(Millis after) const = 0;
  // The last instant that counts.
  virtual Millis last() const { return kMillisMax; }
};
using PatternPtr = std::shared_ptr<const Pattern>;

// A pattern, or what is wrong with the text.
struct ReadPattern {
  PatternPtr pattern;
  std::string mistake, hint;
};
// "0 9 * * MON-FRI" (cron.cpp). A day fits when its month does and, where both the day of the
// month and that of the week are restricted, either of them.
ReadPattern read_cron(std::string_view text);
// "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9", also behind "DTSTART:20240105T090000" and a line end
// (recurrence.cpp).
ReadPattern read_recurrence(std::string_view text);
// Whichever of the two it is.
ReadPattern read_schedule(std::string_view text);

class Schedule {
 public:
  // `zone` is null where the schedule names none.
  Schedule(PatternPtr pattern, const Zone* zone) : pattern_(std::move(pattern)), zone_(zone) {}
  // The first instant after that one, which is excluded; kMillisMax: there is none any more.
  // A local time that a gap leaves out comes later by the gap; one that comes twice counts once.
  Millis next_after(Millis after, const Zone& fallback) const;

 private:
  PatternPtr pattern_;
  const Zone* zone_;
};

} // namespace beckon::flow
