#include "model/date_model.h"

#include <date/tz.h>

#include <chrono>
#include <map>
#include <stdexcept>

namespace beckon::model {
namespace {

using std::chrono::milliseconds;

const date::time_zone* zone_named(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return date::locate_zone("UTC");
  }
}

// The instant of a local time.
Millis instant_of(Millis local, const date::time_zone* zone) {
  const date::local_time<milliseconds> wanted{milliseconds(local)};
  const date::local_info info = zone->get_info(wanted);
  return local - milliseconds(info.first.offset).count(); // before the clocks are moved
}

// The local time in the zone, as if it were UTC.
Millis local_of(Millis at, const date::time_zone* zone) {
  return zone->to_local(date::sys_time<milliseconds>(milliseconds(at))).time_since_epoch().count();
}

// Moves by whole months; the time of day stays, the day is at most the month's last.
Millis months_later(Millis local, int months) {
  const date::local_time<milliseconds> time{milliseconds(local)};
  const auto day = date::floor<date::days>(time);
  date::year_month_day moved = date::year_month_day(day) + date::months(months);
  if (!moved.ok()) moved = moved.year() / moved.month() / date::last;
  return (date::local_days(moved) + (time - day)).time_since_epoch().count();
}

Millis moved(Millis at, const std::string& duration, int sign, const std::string& zone_name) {
  size_t digits = 0;
  const int64_t number = sign * std::stoll(duration, &digits);
  const std::string unit = duration.substr(digits);
  if (unit == "mo" || unit == "y") {
    const auto months = static_cast<int>(unit == "mo" ? number : number * 12);
    const date::time_zone* zone = zone_named(zone_name);
    return instant_of(months_later(local_of(at, zone), months), zone);
  }
  const std::map<std::string, int64_t> lengths = {{"ms", 1},         {"s", 1'000},
                                                  {"m", 60'000},     {"h", 3'600'000},
                                                  {"d", 86'400'000}, {"w", 7 * 86'400'000}};
  return at + number * lengths.at(unit);
}

bool has_offset(const std::string& text) {
  return text.size() > 10 && text.find_first_of("Zz+-", 10) != std::string::npos;
}

// The day of the anniversary in a year: that of 29 February is the 28th in common years.
date::year_month_day day_in(date::year year, const date::year_month_day& born) {
  const date::year_month_day day = year / born.month() / born.day();
  return day.ok() ? day : year / date::February / 28;
}

// Whether an anniversary, in the date's own year or later, is today or begins within the duration.
bool anniversary_within(Millis at, const std::string& duration, const Moment& moment) {
  const date::time_zone* zone = zone_named(moment.zone);
  const auto local_day = [&](Millis instant) {
    const date::local_time<milliseconds> time{milliseconds(local_of(instant, zone))};
    return date::year_month_day(date::floor<date::days>(time));
  };
  const auto start_of = [&](date::local_days day) {
    return instant_of(milliseconds(day.time_since_epoch()).count(), zone);
  };
  const date::year_month_day born = local_day(at);
  const date::year this_year = local_day(moment.now).year();
  for (date::year year = this_year; year <= this_year + date::years(1); ++year) {
    const date::local_days day{day_in(year, born)};
    if (year >= born.year() && earlier_by(start_of(day), duration, moment.zone) <= moment.now &&
        moment.now < start_of(day + date::days(1))) {
      return true;
    }
  }
  return false;
}

} // namespace

bool is_zone(const std::string& name) {
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::optional<Millis> model_date(const std::string& text, const std::string& zone) {
  const std::optional<Millis> read = parse_time(text); // as if it were UTC
  if (!read || has_offset(text)) return read;
  return instant_of(*read, zone_named(zone));
}

Millis model_local_time(Millis at, const std::string& zone) {
  return local_of(at, zone_named(zone));
}

bool model_date_test(const std::string& text, const std::string& op, const std::string& operand,
                     const Moment& moment) {
  const std::optional<Millis> at = model_date(text, moment.zone);
  if (!at) return false;
  if (op == "before") return *at < model_date(operand, moment.zone).value();
  if (op == "after") return *at > model_date(operand, moment.zone).value();
  const auto later = [&](Millis from) { return later_by(from, operand, moment.zone); };
  if (op == "within_last") return *at <= moment.now && moment.now <= later(*at);
  if (op == "older_than") return later(*at) < moment.now;
  if (op == "within_next") {
    return earlier_by(*at, operand, moment.zone) <= moment.now && moment.now <= *at;
  }
  return anniversary_within(*at, operand, moment);
}

Millis later_by(Millis at, const std::string& duration, const std::string& zone) {
  return moved(at, duration, 1, zone);
}
Millis earlier_by(Millis at, const std::string& duration, const std::string& zone) {
  return moved(at, duration, -1, zone);
}

bool model_inside(Millis at, const std::string& within, Millis now) {
  return at <= now && now <= later_by(at, within);
}

} // namespace beckon::model
