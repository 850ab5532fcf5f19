#include "base/zone_rule.h"

#include <algorithm>

namespace beckon {
namespace {

constexpr Millis kDayMs = 86'400'000;
constexpr Millis kHourMs = 3'600'000;

// Reads from the front of what is left. Each function answers nothing when it is not there.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool at(char wanted) const { return !rest_.empty() && rest_.front() == wanted; }
  bool literal(char wanted) {
    if (!at(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // "CET" or "<+03>"; what it says is not kept.
  bool name() {
    const bool bracketed = literal('<');
    const auto ends = [&](char c) {
      return bracketed ? c == '>' : !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    };
    const auto end = std::find_if(rest_.begin(), rest_.end(), ends);
    const auto length = static_cast<size_t>(end - rest_.begin());
    rest_.remove_prefix(length);
    return length > 0 && (!bracketed || literal('>'));
  }

  std::optional<uint32_t> number(uint32_t low, uint32_t high) {
    uint32_t value = 0;
    size_t count = 0;
    for (; count < rest_.size() && count < 4; ++count) {
      const char c = rest_[count];
      if (c < '0' || c > '9') break;
      value = value * 10 + static_cast<uint32_t>(c - '0');
    }
    rest_.remove_prefix(count);
    if (count == 0 || value < low || value > high) return std::nullopt;
    return value;
  }

  // "3", "-1", "+5:30", "26:00:00"
  std::optional<Millis> time() {
    const bool negative = literal('-');
    if (!negative) literal('+');
    const auto hours = number(0, 167);
    if (!hours) return std::nullopt;
    Millis seconds = Millis{*hours} * 3'600;
    for (const Millis unit : {60, 1}) {
      if (!literal(':')) break;
      const auto part = number(0, 59);
      if (!part) return std::nullopt;
      seconds += Millis{*part} * unit;
    }
    return (negative ? -seconds : seconds) * 1'000;
  }

  // ",M3.5.0/3"
  std::optional<YearlyChange> change() {
    YearlyChange change;
    if (!literal(',') || !literal('M')) return std::nullopt;
    const auto month = number(1, 12);
    if (!month || !literal('.')) return std::nullopt;
    const auto week = number(1, 5);
    if (!week || !literal('.')) return std::nullopt;
    const auto weekday = number(0, 6);
    if (!weekday) return std::nullopt;
    change.month = *month;
    change.week = *week;
    change.weekday = *weekday;
    if (!literal('/')) return change;
    const auto at = time();
    if (!at) return std::nullopt;
    change.time = *at;
    return change;
  }

 private:
  std::string_view rest_;
};

} // namespace

Millis YearlyChange::in_year(int32_t year) const {
  const int64_t first = days_from_civil({year, month, 1});
  const int64_t next =
      month == 12 ? days_from_civil({year + 1, 1, 1}) : days_from_civil({year, month + 1, 1});
  const int64_t first_weekday = ((first + 4) % 7 + 7) % 7; // 1970-01-01 was a Thursday
  int64_t day = first + (int64_t{weekday} - first_weekday + 7) % 7 + (int64_t{week} - 1) * 7;
  if (day >= next) day -= 7; // the fifth of a month that has four is its last
  return day * kDayMs + time;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  RuleReader reader(text);
  ZoneRule rule;
  if (!reader.name()) return std::nullopt;
  const auto standard = reader.time();
  if (!standard) return std::nullopt;
  rule.standard_offset = -*standard; // POSIX counts west of Greenwich
  if (reader.done()) return rule;
  if (!reader.name()) return std::nullopt;
  rule.has_summer = true;
  rule.summer_offset = rule.standard_offset + kHourMs;
  if (!reader.at(',')) {
    const auto summer = reader.time();
    if (!summer) return std::nullopt;
    rule.summer_offset = -*summer;
  }
  const auto begins = reader.change();
  const auto ends = reader.change();
  if (!begins || !ends || !reader.done()) return std::nullopt;
  rule.summer_begins = *begins;
  rule.summer_ends = *ends;
  return rule;
}

} // namespace beckon
