// The times of day and dates that flows speak of. Instants are found by trying the days and minutes
// one by one; a local time that the clocks skip moves forward by the gap, of one that comes twice
// the first counts (date_model).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::model {

// The instant at which a zone's clocks first show a local time ("2024-03-10T02:30"), or would.
Millis instant_of_local(Millis local, const std::string& zone);

// Until when a delay_until node holds an entry that arrived at `now`; `now` itself: it passes at
// once. "date" and "offset": `date` is the trait's value, null without one.
Millis delay_until_instant(const schema::Value& node, const schema::Value& date, Millis now,
                           const std::string& zone);

// The instant of a date trigger {"date", "offset", "time", "yearly"} after `now` for a profile with
// that value; empty: it does not come (any more).
std::optional<Millis> next_date(const schema::Value& trigger, const schema::Value& date, Millis now,
                                const std::string& zone);

// The first instant after `now` of a cron rule of five fields.
std::optional<Millis> next_cron(const std::string& rule, Millis now, const std::string& zone);

} // namespace beckon::model
