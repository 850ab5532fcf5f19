// Recurrence rules of iCalendar (RFC 5545) by days: FREQ DAILY, WEEKLY, MONTHLY or YEARLY with
// INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSETPOS and WKST.
#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <vector>

#include "base/limits.h"
#include "base/local_time.h"
#include "flow/schedule.h"

namespace beckon::flow {
namespace {

enum class Freq : uint8_t { daily, weekly, monthly, yearly };

struct ByDay {
  int32_t nth = 0; // 0: each; 1 the first, -1 the last
  uint32_t weekday = 0;
};

struct Rule {
  Freq freq = Freq::daily;
  int64_t interval = 1;
  std::optional<int64_t> count;
  Millis until = kMillisMax;         // local, included
  Millis until_instant = kMillisMax; // included
  Millis start = 0;                  // local
  bool started = false;              // DTSTART is written
  Millis seconds = 0;                // of its minute
  std::set<int32_t> months, month_days, hours, minutes, positions;
  std::vector<ByDay> days;
  uint32_t week_start = 0;
};

uint32_t days_in_month(int32_t year, uint32_t month) {
  const int64_t first = days_from_civil({year, month, 1});
  const int64_t next =
      month == 12 ? days_from_civil({year + 1, 1, 1}) : days_from_civil({year, month + 1, 1});
  return static_cast<uint32_t>(next - first);
}

// After so many periods of a rule the calendar, whose cycle is 400 years of whole weeks, is where
// it was: what has not come by then never comes.
int64_t cycle_of(Freq freq) {
  switch (freq) {
    case Freq::daily: return 146'097;
    case Freq::weekly: return 146'097 / 7;
    case Freq::monthly: return 400 * 12;
    case Freq::yearly: return 400;
  }
  return 0;
}

// A period of a rule: the days of a day, week, month or year.
struct Period {
  int64_t first, end; // days; `end` is excluded
};

class RulePattern final : public Pattern {
 public:
  explicit RulePattern(Rule rule)
      : rule_(std::move(rule)), start_(civil_from_days(day_of_local(rule_.start))) {
    if (rule_.count) list_all();
  }

  Millis next_local(Millis after) const override {
    if (rule_.count) {
      const auto next = std::upper_bound(counted_.begin(), counted_.end(), after);
      return next == counted_.end() ? kMillisMax : *next;
    }
    after = std::max(after, rule_.start - 1);
    const int64_t first = index_of(day_of_local(after));
    for (int64_t index = first; index <= first + cycle_of(rule_.freq); ++index) {
      const Period period = period_of(index);
      if (period.first * kMillisOfDay > std::min(rule_.until, kTimeCeiling)) return kMillisMax;
      for (const Millis local : times_of(period)) {
        if (local > after) return local > rule_.until ? kMillisMax : local;
      }
    }
    return kMillisMax;
  }
  Millis last() const override { return rule_.until_instant; }

 private:
  // Every occurrence of a rule that says how many there are.
  void list_all() {
    int64_t last_found = 0;
    for (int64_t index = 0; index <= last_found + cycle_of(rule_.freq); ++index) {
      const Period period = period_of(index);
      if (period.first * kMillisOfDay > kTimeCeiling) return;
      for (const Millis local : times_of(period)) {
        if (local < rule_.start) continue;
        last_found = index;
        counted_.push_back(local);
        if (static_cast<int64_t>(counted_.size()) == *rule_.count) return;
      }
    }
  }

  int64_t week_of(int64_t day) const { // its first day
    return day - (weekday_of(day) + 7 - rule_.week_start) % 7;
  }

  // How many steps of the rule lie between the period of DTSTART and that of a later day; of a day
  // between two periods of it, the earlier.
  int64_t index_of(int64_t day) const {
    const int64_t begin = day_of_local(rule_.start);
    const Civil from = civil_from_days(begin), to = civil_from_days(std::max(begin, day));
    int64_t distance = 0;
    switch (rule_.freq) {
      case Freq::daily: distance = std::max(begin, day) - begin; break;
      case Freq::weekly: distance = (week_of(std::max(begin, day)) - week_of(begin)) / 7; break;
      case Freq::monthly:
        distance = int64_t{12} * (to.year - from.year) + to.month - int64_t{from.month};
        break;
      case Freq::yearly: distance = to.year - from.year; break;
    }
    return distance / rule_.interval;
  }

  Period period_of(int64_t index) const {
    const int64_t begin = day_of_local(rule_.start), steps = index * rule_.interval;
    const Civil from = civil_from_days(begin);
    if (rule_.freq == Freq::daily) return {begin + steps, begin + steps + 1};
    if (rule_.freq == Freq::weekly) {
      const int64_t first = week_of(begin) + 7 * steps;
      return {first, first + 7};
    }
    const auto year_start = [](int64_t year) {
      return days_from_civil({static_cast<int32_t>(year), 1, 1});
    };
    if (rule_.freq == Freq::yearly) {
      return {year_start(from.year + steps), year_start(from.year + steps + 1)};
    }
    const int64_t month = int64_t{12} * from.year + from.month - 1 + steps;
    const Civil civil = {static_cast<int32_t>(month / 12), static_cast<uint32_t>(month % 12 + 1),
                         1};
    const int64_t first = days_from_civil(civil);
    return {first, first + days_in_month(civil.year, civil.month)};
  }

  bool month_day_fits(const Civil& date) const {
    const auto from_end = static_cast<int32_t>(date.day) -
                          static_cast<int32_t>(days_in_month(date.year, date.month)) - 1;
    return rule_.month_days.count(static_cast<int32_t>(date.day)) != 0 ||
           rule_.month_days.count(from_end) != 0;
  }

  // Whether the n-th such weekday of its month (or year, without BYMONTH) is this day.
  bool weekday_fits(int64_t day, const Civil& date) const {
    const bool of_year = rule_.freq == Freq::yearly && rule_.months.empty();
    const int64_t before = of_year ? day - days_from_civil({date.year, 1, 1}) : date.day - 1;
    const int64_t after = of_year ? days_from_civil({date.year + 1, 1, 1}) - 1 - day
                                  : days_in_month(date.year, date.month) - date.day;
    return std::any_of(rule_.days.begin(), rule_.days.end(), [&](const ByDay& wanted) {
      if (wanted.weekday != weekday_of(day)) return false;
      return wanted.nth == 0 || wanted.nth == before / 7 + 1 || -wanted.nth == after / 7 + 1;
    });
  }

  // What the rule leaves open is as DTSTART has it.
  bool fits(int64_t day) const {
    const Civil date = civil_from_days(day);
    if (!rule_.months.empty() && rule_.months.count(static_cast<int32_t>(date.month)) == 0) {
      return false;
    }
    if (!rule_.month_days.empty() && !month_day_fits(date)) return false;
    if (!rule_.days.empty()) return weekday_fits(day, date);
    if (!rule_.month_days.empty() || rule_.freq == Freq::daily) return true;
    if (rule_.freq == Freq::weekly) {
      return weekday_of(day) == weekday_of(day_of_local(rule_.start));
    }
    if (rule_.freq == Freq::yearly && rule_.months.empty() && date.month != start_.month) {
      return false;
    }
    return date.day == start_.day;
  }

  std::vector<Millis> times_of(const Period& period) const {
    std::vector<Millis> times;
    for (int64_t day = period.first; day < period.end; ++day) {
      if (!fits(day)) continue;
      for (const int32_t hour : rule_.hours) {
        for (const int32_t minute : rule_.minutes) {
          times.push_back(day * kMillisOfDay + (hour * 60 + minute) * Millis{60'000} +
                          rule_.seconds);
        }
      }
    }
    if (rule_.positions.empty()) return times;
    std::vector<Millis> chosen;
    const auto size = static_cast<int32_t>(times.size());
    for (int32_t i = 0; i < size; ++i) {
      const bool wanted = rule_.positions.count(i + 1) != 0 || rule_.positions.count(i - size) != 0;
      if (wanted) chosen.push_back(times[static_cast<size_t>(i)]);
    }
    return chosen;
  }

  Rule rule_;
  Civil start_;
  std::vector<Millis> counted_; // of a rule with COUNT
};

// Reads the text; the first mistake is kept.
class RuleReader {
 public:
  ReadPattern read(std::string_view text) {
    while (!text.empty()) {
      const size_t end = text.find_first_of("\r\n ");
      line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    check();
    if (mistake_.empty()) {
      auto pattern = std::make_shared<RulePattern>(std::move(rule_));
      if (pattern->next_local(kTimeFloor) != kMillisMax) return {std::move(pattern), {}, {}};
      wrong("no day ever fits it");
    }
    return {nullptr, mistake_, hint_};
  }

 private:
  void wrong(std::string mistake,
             std::string hint = R"(such as "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9")") {
    if (!mistake_.empty()) return;
    mistake_ = std::move(mistake);
    hint_ = std::move(hint);
  }

  void line(std::string_view text) {
    if (text.empty()) return;
    if (text.starts_with("DTSTART")) {
      text.remove_prefix(7);
      const auto at = text.starts_with(":") ? time(text.substr(1)) : std::nullopt;
      if (at && !zoned_) {
        rule_.start = *at;
        rule_.started = true;
        return;
      }
      return wrong("DTSTART is no local time",
                   R"(such as "DTSTART:20240105T090000"; the zone stands under "zone")");
    }
    if (text.starts_with("RRULE:")) text.remove_prefix(6);
    while (!text.empty()) {
      const size_t end = text.find(';');
      part(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  void part(std::string_view text) {
    const size_t equals = text.find('=');
    const std::string name(text.substr(0, equals));
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
    if (!seen_.insert(name).second) return wrong("\"" + name + "\" is written twice");
    if (name == "FREQ") return freq(value);
    if (name == "UNTIL") return until(value);
    if (name == "BYDAY") return by_day(value);
    if (name == "WKST") return week_start(value);
    if (name == "INTERVAL") return number(name, value, 1'000, &rule_.interval);
    if (name == "COUNT") {
      rule_.count = 0;
      return number(name, value, limits::schedule_count, &*rule_.count);
    }
    if (name == "BYMONTH") return numbers(name, value, 1, 12, false, &rule_.months);
    if (name == "BYMONTHDAY") return numbers(name, value, 1, 31, true, &rule_.month_days);
    if (name == "BYHOUR") return numbers(name, value, 0, 23, false, &rule_.hours);
    if (name == "BYMINUTE") return numbers(name, value, 0, 59, false, &rule_.minutes);
    if (name == "BYSETPOS") return numbers(name, value, 1, 366, true, &rule_.positions);
    wrong("\"" + name + "\" is not known in a rule",
          "known: FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, "
          "BYSETPOS, WKST");
  }

  void freq(std::string_view value) {
    static constexpr std::string_view kNames[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    const auto found = std::find(std::begin(kNames), std::end(kNames), value);
    if (found == std::end(kNames)) {
      return wrong("FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY");
    }
    rule_.freq = static_cast<Freq>(found - std::begin(kNames));
  }

  static std::optional<int64_t> whole(std::string_view text) {
    if (text.starts_with("+")) text.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
      return std::nullopt;
    }
    return value;
  }

  void number(const std::string& name, std::string_view text, int64_t most, int64_t* result) {
    const auto value = whole(text);
    if (value && *value >= 1 && *value <= most) *result = *value;
    else wrong(name + " is a whole number from 1 to " + std::to_string(most));
  }

  void numbers(const std::string& name, std::string_view text, int32_t least, int32_t most,
               bool from_end, std::set<int32_t>* result) {
    while (true) {
      const size_t end = text.find(',');
      const auto value = whole(text.substr(0, end));
      const int64_t size = value && *value < 0 && from_end ? -*value : value.value_or(-1);
      if (size < least || size > most) {
        return wrong(name + " lists whole numbers from " + std::to_string(least) + " to " +
                     std::to_string(most) + (from_end ? ", or from the end, from -1" : ""));
      }
      result->insert(static_cast<int32_t>(*value));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  static std::optional<uint32_t> weekday(std::string_view text) {
    static constexpr std::string_view kNames[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    const auto found = std::find(std::begin(kNames), std::end(kNames), text);
    if (found == std::end(kNames)) return std::nullopt;
    return static_cast<uint32_t>(found - std::begin(kNames));
  }

  void by_day(std::string_view text) {
    while (true) {
      const size_t end = text.find(',');
      const std::string_view item = text.substr(0, end);
      const size_t letters = item.size() < 2 ? 0 : item.size() - 2;
      const auto day = weekday(item.substr(letters));
      const auto nth = letters == 0 ? std::optional<int64_t>(0) : whole(item.substr(0, letters));
      const bool placed = nth && *nth >= -53 && *nth <= 53 && (*nth != 0 || letters == 0);
      if (!day || !placed) return wrong(R"(BYDAY lists days such as "MO", "1MO" or "-1FR")");
      rule_.days.push_back({static_cast<int32_t>(*nth), *day});
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  void week_start(std::string_view text) {
    const auto day = weekday(text);
    if (day) rule_.week_start = *day;
    else wrong("WKST is a day such as \"MO\"");
  }

  void until(std::string_view text) {
    zoned_ = false;
    const auto at = time(text);
    if (!at) return wrong("UNTIL is no time", R"(such as "UNTIL=20241231T235959")");
    // A bare date lasts as long as its day.
    const Millis last = text.size() == 8 ? *at + kMillisOfDay - 1 : *at;
    (zoned_ ? rule_.until_instant : rule_.until) = last;
    zoned_ = false;
  }

  // "20240105", "20240105T090000" or "20240105T090000Z", which sets zoned_.
  std::optional<Millis> time(std::string_view text) {
    if (text.size() < 8) return std::nullopt;
    std::string iso(text.substr(0, 4));
    iso.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 2));
    std::string_view rest = text.substr(8);
    if (rest.ends_with("Z")) {
      zoned_ = true;
      rest.remove_suffix(1);
    }
    if (!rest.empty() || zoned_) {
      if (rest.size() != 7 || rest[0] != 'T') return std::nullopt;
      iso.append("T").append(rest.substr(1, 2)).append(":").append(rest.substr(3, 2));
      iso.append(":").append(rest.substr(5, 2));
    }
    const auto written = read_time(iso);
    return written ? std::optional<Millis>(written->at) : std::nullopt;
  }

  // What would otherwise count from a beginning that nobody wrote.
  void check() {
    if (seen_.count("FREQ") == 0) wrong("a rule says how often: FREQ");
    const bool ordinals = std::any_of(rule_.days.begin(), rule_.days.end(),
                                      [](const ByDay& day) { return day.nth != 0; });
    if (ordinals && (rule_.freq == Freq::daily || rule_.freq == Freq::weekly)) {
      wrong("the n-th day is one of a month or a year", "set FREQ to MONTHLY or YEARLY");
    }
    if (!rule_.month_days.empty() && rule_.freq == Freq::weekly) {
      wrong("BYMONTHDAY has no meaning in a WEEKLY rule");
    }
    if (rule_.count && (rule_.until != kMillisMax || rule_.until_instant != kMillisMax)) {
      wrong("COUNT and UNTIL cannot stand together");
    }
    if (!rule_.started) check_without_start();
    const Millis time = rule_.start - day_of_local(rule_.start) * kMillisOfDay;
    rule_.seconds = time % 60'000;
    if (rule_.hours.empty()) rule_.hours.insert(static_cast<int32_t>(time / 3'600'000));
    if (rule_.minutes.empty()) rule_.minutes.insert(static_cast<int32_t>(time / 60'000 % 60));
  }

  void check_without_start() {
    const std::string hint = R"(put "DTSTART:20240105T090000" on a line before it)";
    if (rule_.count || rule_.interval > 1) return wrong("the rule does not say from when", hint);
    const bool days = !rule_.days.empty() || !rule_.month_days.empty();
    if (rule_.freq == Freq::weekly && !days) wrong("the rule does not say on which day", hint);
    if (rule_.freq == Freq::monthly && !days) wrong("the rule does not say on which day", hint);
    if (rule_.freq == Freq::yearly && !days) wrong("the rule does not say on which day", hint);
  }

  Rule rule_;
  std::set<std::string> seen_;
  bool zoned_ = false; // the time that was read last is an instant
  std::string mistake_, hint_;
};

} // namespace

ReadPattern read_recurrence(std::string_view text) { return RuleReader().read(text); }

} // namespace beckon::flow
