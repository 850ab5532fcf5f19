// minute hour day-of-month month day-of-week: "*", numbers, names (JAN, MON), ranges, lists and
// steps ("*/15", "9-17/2"). Sunday is 0 or 7.
#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <optional>
#include <vector>

#include "base/local_time.h"
#include "flow/schedule.h"

namespace beckon::flow {
namespace {

using Names = std::vector<std::string_view>;

struct Field {
  std::string_view noun;
  uint32_t least, most;
  Names names; // of least, least + 1 …
};

const std::array<Field, 5>& fields() {
  static const std::array<Field, 5> table = {{
      {"minute", 0, 59, {}},
      {"hour", 0, 23, {}},
      {"day of the month", 1, 31, {}},
      {"month",
       1,
       12,
       {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
      {"day of the week", 0, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
  }};
  return table;
}

using Bits = std::bitset<64>;

struct Cron {
  std::array<Bits, 5> allowed;
  bool any_day = true, any_weekday = true; // written as "*"
};

class CronPattern final : public Pattern {
 public:
  explicit CronPattern(const Cron& cron) : cron_(cron) {}

  Millis next_local(Millis after) const override {
    constexpr Millis kMinute = 60'000;
    const Millis from = after - ((after % kMinute) + kMinute) % kMinute + kMinute;
    const int64_t first = day_of_local(from);
    // Leap years are 8 years apart around 1900, 2100 …: no day that fits is further away.
    for (int64_t day = first; day <= first + 366 * 9; ++day) {
      if (!fits(day)) continue;
      const Millis midnight = day * kMillisOfDay;
      const auto found = next_minute(day == first ? (from - midnight) / kMinute : 0);
      if (found) return midnight + *found * kMinute;
    }
    return kMillisMax;
  }

 private:
  bool fits(int64_t day) const {
    const Civil date = civil_from_days(day);
    if (!cron_.allowed[3][date.month]) return false;
    const uint32_t weekday = (weekday_of(day) + 1) % 7; // from Sunday
    const bool by_day = cron_.allowed[2][date.day];
    const bool by_week = cron_.allowed[4][weekday];
    if (cron_.any_day || cron_.any_weekday) return by_day && by_week;
    return by_day || by_week;
  }
  // Minutes since midnight, `from` included.
  std::optional<int64_t> next_minute(int64_t from) const {
    for (int64_t hour = from / 60; hour < 24; ++hour) {
      if (!cron_.allowed[1][static_cast<size_t>(hour)]) continue;
      for (int64_t minute = hour == from / 60 ? from % 60 : 0; minute < 60; ++minute) {
        if (cron_.allowed[0][static_cast<size_t>(minute)]) return hour * 60 + minute;
      }
    }
    return std::nullopt;
  }

  Cron cron_;
};

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(by);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<uint32_t> number(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<uint32_t> value_of(const Field& field, std::string_view text) {
  for (size_t i = 0; i < field.names.size(); ++i) {
    const bool same =
        std::equal(text.begin(), text.end(), field.names[i].begin(), field.names[i].end(),
                   [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
    if (same) return field.least + static_cast<uint32_t>(i);
  }
  const auto value = number(text);
  if (!value || *value < field.least || *value > field.most) return std::nullopt;
  return value;
}

// One item of a list: "*", "5", "1-5", "*/15", "9-17/2". False when it is none of these.
bool add_item(const Field& field, std::string_view item, Bits* bits) {
  const auto parts = split(item, '/');
  if (parts.size() > 2) return false;
  const auto ends = split(parts[0], '-');
  uint32_t from = field.least, to = field.most;
  if (parts[0] != "*") {
    const auto low = value_of(field, ends[0]);
    const auto high = ends.size() == 2 ? value_of(field, ends[1]) : low;
    const bool alone = ends.size() == 1;
    // A step of one value would be taken for all that follow it by some, for nothing by others.
    if (ends.size() > 2 || !low || !high || *low > *high || (alone && parts.size() == 2)) {
      return false;
    }
    from = *low;
    to = *high;
  }
  const auto step = parts.size() == 2 ? number(parts[1]) : std::optional<uint32_t>(1);
  if (!step || *step == 0 || *step > field.most) return false;
  for (uint32_t value = from; value <= to; value += *step) bits->set(value);
  return true;
}

} // namespace

ReadPattern read_cron(std::string_view text) {
  const std::string hint = R"(minute hour day month weekday, such as "0 9 * * MON-FRI", or a rule )"
                           R"(such as "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=9")";
  std::vector<std::string_view> written;
  for (const std::string_view part : split(text, ' ')) {
    if (!part.empty()) written.push_back(part);
  }
  if (written.size() != fields().size()) {
    return {nullptr, "a cron expression has five fields, found " + std::to_string(written.size()),
            hint};
  }
  Cron cron;
  for (size_t i = 0; i < written.size(); ++i) {
    for (const std::string_view item : split(written[i], ',')) {
      if (add_item(fields()[i], item, &cron.allowed[i])) continue;
      return {nullptr,
              "\"" + std::string(item) + "\" is no " + std::string(fields()[i].noun) + " (" +
                  std::to_string(fields()[i].least) + " to " + std::to_string(fields()[i].most) +
                  ")",
              hint};
    }
  }
  if (cron.allowed[4][7]) cron.allowed[4].set(0);
  cron.any_day = written[2] == "*";
  cron.any_weekday = written[4] == "*";
  auto pattern = std::make_shared<CronPattern>(cron);
  if (pattern->next_local(0) == kMillisMax) return {nullptr, "no day ever fits it", hint};
  return {std::move(pattern), {}, {}};
}

} // namespace beckon::flow
