// Dates in a zone, and windows of time. A date is ISO 8601; without an offset it is local time in
// the zone, a date alone is the start of that day there. A local time that the clocks skip moves
// forward by the gap; of one that comes twice the first counts.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace beckon::model {

// When and where a question is asked.
struct Moment {
  Millis now = 0;
  std::string zone = "UTC"; // IANA; an unknown one is UTC
};

bool is_zone(const std::string& name);

std::optional<Millis> model_date(const std::string& text, const std::string& zone);

// What the clocks of the zone show, as if it were UTC.
Millis model_local_time(Millis at, const std::string& zone);

// before after within_last within_next older_than anniversary_within of a trait's date.
bool model_date_test(const std::string& date, const std::string& op, const std::string& operand,
                     const Moment& moment);

// `at` moved by "30d"; by calendar units ("1mo") to the same local time of the same day of another
// month in the zone, or of that month's last day.
Millis later_by(Millis at, const std::string& duration, const std::string& zone = "UTC");
Millis earlier_by(Millis at, const std::string& duration, const std::string& zone = "UTC");

// Whether an event at `at` is inside the window `within` ("30d", "1mo") at `now`.
bool model_inside(Millis at, const std::string& within, Millis now);

} // namespace beckon::model
