#include "model/flow_time.h"

#include <date/date.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <vector>

#include "model/date_model.h"
#include "model/flow_reading.h"

namespace beckon::model {
namespace {

using schema::Value;

constexpr Millis kMinute = 60'000, kDay = 86'400'000;

// "08:30" or "08:30:15" as a time since midnight.
Millis time_of_day(const std::string& text) {
  const auto at = parse_time("1970-01-01T" + text + (text.size() == 5 ? ":00Z" : "Z"));
  if (!at) throw std::invalid_argument("no time of day: " + text);
  return *at;
}

Millis day_of(Millis local) {
  const Millis rest = local % kDay;
  return local - (rest < 0 ? rest + kDay : rest);
}

// 0 is Sunday. 1970-01-01 was a Thursday.
unsigned weekday_of(Millis local_day) {
  return static_cast<unsigned>(((local_day / kDay + 4) % 7 + 7) % 7);
}

const std::vector<std::string> kWeekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

bool weekday_allowed(const Value& node, Millis local_day) {
  const Value* days = node.find("weekdays");
  if (days == nullptr) return true;
  const std::string& name = kWeekdays[weekday_of(local_day)];
  return std::any_of(days->as_array().begin(), days->as_array().end(),
                     [&](const Value& day) { return day.as_string() == name; });
}

// The start is inside, the end is not; one that ends before it starts spans midnight.
bool in_window(const Value& node, Millis local) {
  const Value* window = node.find("window");
  if (window == nullptr) return true;
  const Millis time = local - day_of(local);
  const Millis from = time_of_day(member(*window, "from").as_string());
  const Millis to = time_of_day(member(*window, "to").as_string());
  return from <= to ? from <= time && time < to : from <= time || time < to;
}

// A window that spans midnight belongs to the weekday on which it begins.
bool may_pass(const Value& node, Millis at, const std::string& zone) {
  const Millis local = model_local_time(at, zone);
  Millis day = day_of(local);
  if (const Value* window = node.find("window")) {
    const Millis from = time_of_day(member(*window, "from").as_string());
    const Millis to = time_of_day(member(*window, "to").as_string());
    if (to < from && local - day < to) day -= kDay;
  }
  return weekday_allowed(node, day) && in_window(node, local);
}

// The instant that a date means with an offset and a time of the day: the time on the date's own
// day; whole days and months of the offset move that on the calendar of the zone, what is left of
// hours on the line of time.
std::optional<Millis> date_instant(const Value& terms, const Value& date, const std::string& zone) {
  const auto at = date.is_string() ? model_date(date.as_string(), zone) : std::nullopt;
  if (!at) return std::nullopt;
  const Value* time = terms.find("time");
  Millis local = model_local_time(*at, zone);
  if (time != nullptr) local = day_of(local) + time_of_day(time->as_string());
  const std::string offset = text_at(terms, "offset");
  if (offset.empty()) return time == nullptr ? *at : instant_of_local(local, zone);
  const bool back = offset.front() == '-';
  const std::string length = back || offset.front() == '+' ? offset.substr(1) : offset;
  const Duration duration = length_of(Value(length));
  if (duration.months != 0) {
    local = back ? earlier_by(local, length) : later_by(local, length);
    return instant_of_local(local, zone);
  }
  const Millis hours = (back ? -1 : 1) * (duration.ms % kDay);
  const Millis days = (back ? -1 : 1) * (duration.ms - duration.ms % kDay);
  if (days == 0 && time == nullptr) return *at + hours;
  return instant_of_local(local + days, zone) + hours;
}

// The numbers that a field of a cron rule stands for: "*/15", "1,3", "9-17/2", "mon-fri".
std::set<unsigned> numbers_of(const std::string& field, unsigned low, unsigned high,
                              const std::vector<std::string>& names) {
  const auto number = [&](const std::string& text) {
    const auto named = std::find(names.begin(), names.end(), text);
    if (named != names.end()) return static_cast<unsigned>(named - names.begin()) + low;
    return static_cast<unsigned>(std::stoul(text));
  };
  std::set<unsigned> found;
  for (size_t begin = 0; begin <= field.size();) {
    const size_t end = std::min(field.find(',', begin), field.size());
    std::string part = field.substr(begin, end - begin);
    unsigned step = 1, first = low, last = high;
    const size_t slash = part.find('/');
    if (slash != std::string::npos) step = number(part.substr(slash + 1));
    part = part.substr(0, slash);
    if (part != "*") {
      const size_t dash = part.find('-');
      first = number(part.substr(0, dash));
      last = dash == std::string::npos ? (slash == std::string::npos ? first : high)
                                       : number(part.substr(dash + 1));
    }
    for (unsigned i = first; i <= last; i += step) found.insert(i);
    begin = end + 1;
  }
  return found;
}

std::vector<std::string> words_of(const std::string& rule) {
  std::vector<std::string> words(1);
  for (const char c : rule) {
    if (c != ' ') words.back() += c;
    else if (!words.back().empty()) words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

struct Cron {
  std::set<unsigned> minutes, hours, days, months, weekdays;
  bool any_day = true, any_weekday = true;

  explicit Cron(const std::string& rule) {
    const std::vector<std::string> fields = words_of(rule);
    if (fields.size() != 5) throw std::invalid_argument("no cron rule: " + rule);
    minutes = numbers_of(fields[0], 0, 59, {});
    hours = numbers_of(fields[1], 0, 23, {});
    days = numbers_of(fields[2], 1, 31, {});
    months = numbers_of(
        fields[3], 1, 12,
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
    weekdays = numbers_of(fields[4], 0, 7, kWeekdays);
    if (weekdays.count(7) > 0) weekdays.insert(0);
    any_day = fields[2].front() == '*';
    any_weekday = fields[4].front() == '*';
  }

  // Where both the day of the month and the weekday are restricted, one of them is enough.
  bool on(Millis local_day) const {
    const date::year_month_day day{date::sys_days{date::days{local_day / kDay}}};
    if (months.count(static_cast<unsigned>(day.month())) == 0) return false;
    const bool by_day = days.count(static_cast<unsigned>(day.day())) > 0;
    const bool by_weekday = weekdays.count(weekday_of(local_day)) > 0;
    return any_day || any_weekday ? by_day && by_weekday : by_day || by_weekday;
  }
};

} // namespace

Millis instant_of_local(Millis local, const std::string& zone) {
  std::string text = format_time(local); // 2024-03-10T02:30:00.000Z
  text.pop_back();
  return model_date(text, zone).value();
}

Millis delay_until_instant(const Value& node, const Value& date, Millis now,
                           const std::string& zone) {
  // A date that is still to come says the time; weekdays may ask for a later day.
  const std::optional<Millis> dated = next_date(node, date, now - 1, zone);
  const Millis from = dated.value_or(now);
  const Value* time = node.find("time");
  if (time == nullptr || (dated && node.find("weekdays") == nullptr)) {
    if (may_pass(node, from, zone)) return from;
    Millis at = from - from % kMinute;
    do at += kMinute;
    while (!may_pass(node, at, zone));
    return at;
  }
  const Millis today = day_of(model_local_time(from, zone));
  for (Millis day = today - kDay;; day += kDay) {
    const Millis at = instant_of_local(day + time_of_day(time->as_string()), zone);
    if (at >= from && may_pass(node, at, zone)) return at;
  }
}

std::optional<Millis> next_date(const Value& trigger, const Value& date, Millis now,
                                const std::string& zone) {
  const Value* yearly = trigger.find("yearly");
  const auto first = date.is_string() ? model_date(date.as_string(), zone) : std::nullopt;
  if (!first) return std::nullopt;
  if (yearly == nullptr || !yearly->as_bool()) {
    const auto at = date_instant(trigger, date, zone);
    return at && *at > now ? at : std::nullopt;
  }
  // The anniversaries, year by year; 29 February is the 28th in common years.
  const std::string written = format_time(model_local_time(*first, zone));
  const std::string day = written.substr(0, 10), time = written.substr(10, 13);
  const int born = std::stoi(day.substr(0, 4));
  const int year = std::max(born, std::stoi(format_time(now).substr(0, 4)) - 2);
  for (int later = year; later < year + 6; ++later) {
    std::string anniversary = std::to_string(later) + day.substr(4);
    if (!parse_time(anniversary)) anniversary = std::to_string(later) + "-02-28";
    const auto at = date_instant(trigger, Value(anniversary + time), zone);
    if (at && *at > now) return at;
  }
  return std::nullopt;
}

std::optional<Millis> next_cron(const std::string& rule, Millis now, const std::string& zone) {
  const Cron cron(rule);
  const Millis today = day_of(model_local_time(now, zone));
  std::optional<Millis> next;
  for (Millis day = today - kDay; day < today + 8 * 366 * kDay; day += kDay) {
    if (next && *next < instant_of_local(day - kDay, zone)) break; // no later day comes before it
    if (!cron.on(day)) continue;
    for (const unsigned hour : cron.hours) {
      for (const unsigned minute : cron.minutes) {
        const Millis at = instant_of_local(day + (hour * 60 + minute) * kMinute, zone);
        if (at > now && (!next || at < *next)) next = at;
      }
    }
  }
  return next;
}

} // namespace beckon::model
