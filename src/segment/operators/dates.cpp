// before after within_last within_next older_than anniversary_within.
//
// A date is an ISO 8601 string: an instant ("2024-03-09T22:00:00+02:00"), a local time of the
// profile's zone ("2024-03-09T22:00"), or a day ("2024-03-09"), which stands for its first instant
// in that zone. Every other value, numbers too, fails all of these operators. With d the date, D
// the duration:
//
//   before, after       d < operand, d > operand: the operand's own instant is outside
//   within_last D       d ≤ now ≤ d + D
//   within_next D       d − D ≤ now ≤ d
//   older_than D        now > d + D: of dates that have come, all that are not within_last
//   anniversary_within  of some year from d's own on: the day's start − D ≤ now < the day's end
//
// Months and years move on the calendar of the profile's zone, the day clamped to the month's end.
// In common years the anniversary of 29 February is on the 28th. Months are added to the date or
// taken from it, never from now, so that each test turns once and never flickers.
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/local_time.h"
#include "segment/operators/checks.h"
#include "segment/operators/plain.h"

namespace beckon::segment {
namespace {

using schema::Value;

constexpr int64_t kDayMs = 86'400'000;

std::optional<Millis> date_of(const Value* value, const Zone& zone) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto written = read_time(value->as_string());
  if (!written) return std::nullopt;
  return instant_of(*written, zone);
}

enum class Side : uint8_t { before, after };

template <Side side>
class BesideDate final : public Operand {
 public:
  explicit BesideDate(const WrittenTime& date) : Operand(Value(format_time(date))), date_(date) {}
  bool holds(const Value* value, const Moment& moment) const override {
    const auto at = date_of(value, *moment.zone);
    if (!at) return false;
    const Millis limit = instant_of(date_, *moment.zone);
    return side == Side::before ? *at < limit : *at > limit;
  }
  Needs needs() const override { return {.zone = true}; }

 private:
  WrittenTime date_;
};

template <Side side>
OperandPtr parse_beside(const Value& operand, const std::string& pointer, ConditionParser* parser) {
  const auto date = operand.is_string() ? read_time(operand.as_string()) : std::nullopt;
  if (date) return std::make_shared<BesideDate<side>>(*date);
  parser->report(pointer, "expected a date in ISO 8601",
                 R"(for example "2024-03-09", "2024-03-09T22:00" or "2024-03-09T22:00:00Z")");
  return nullptr;
}

// True from `first` to `last`, both included.
struct Stretch {
  Millis first = kMillisMin, last = kMillisMax;
};

// Of a date and a duration: when the test holds.
using StretchOf = Stretch (*)(Millis date, const Duration& duration, const Zone& zone);

Stretch last_stretch(Millis date, const Duration& duration, const Zone& zone) {
  return {date, add(date, duration, zone)};
}
Stretch next_stretch(Millis date, const Duration& duration, const Zone& zone) {
  return {subtract(date, duration, zone), date};
}
Stretch older_stretch(Millis date, const Duration& duration, const Zone& zone) {
  const Millis edge = add(date, duration, zone);
  return {edge == kMillisMax ? edge : edge + 1, kMillisMax};
}

template <StretchOf stretch_of>
class RelativeDate final : public Operand {
 public:
  explicit RelativeDate(const Duration& duration)
      : Operand(Value(format_duration(duration))), duration_(duration) {}
  bool holds(const Value* value, const Moment& moment) const override {
    const auto at = date_of(value, *moment.zone);
    if (!at) return false;
    const Stretch stretch = stretch_of(*at, duration_, *moment.zone);
    return stretch.first <= moment.now && moment.now <= stretch.last;
  }
  Millis next_flip(const Value* value, const Moment& moment) const override {
    const auto at = date_of(value, *moment.zone);
    if (!at) return kMillisMax;
    const Stretch stretch = stretch_of(*at, duration_, *moment.zone);
    if (moment.now < stretch.first) return stretch.first;
    const bool turns = moment.now <= stretch.last && stretch.last != kMillisMax;
    return turns ? stretch.last + 1 : kMillisMax;
  }
  Needs needs() const override { return {.now = true, .zone = true}; }

 private:
  Duration duration_;
};

template <StretchOf stretch_of>
OperandPtr parse_relative(const Value& operand, const std::string& pointer,
                          ConditionParser* parser) {
  const auto duration = check_duration(operand, pointer, false, parser);
  if (!duration) return nullptr;
  return std::make_shared<RelativeDate<stretch_of>>(*duration);
}

class Anniversary final : public Operand {
 public:
  explicit Anniversary(const Duration& duration)
      : Operand(Value(format_duration(duration))), duration_(duration) {}
  bool holds(const Value* value, const Moment& moment) const override {
    const Stretch stretch = current_or_next(value, moment);
    return stretch.first <= moment.now;
  }
  Millis next_flip(const Value* value, const Moment& moment) const override {
    const Stretch stretch = current_or_next(value, moment);
    if (moment.now < stretch.first) return stretch.first;
    return stretch.last == kMillisMax ? kMillisMax : stretch.last + 1;
  }
  Needs needs() const override { return {.now = true, .zone = true}; }

 private:
  // The stretch that now is in, else the next one. The longest duration leaves days between two
  // years' stretches, so they never meet.
  Stretch current_or_next(const Value* value, const Moment& moment) const {
    const auto at = date_of(value, *moment.zone);
    if (!at) return {kMillisMax, kMillisMax};
    const Civil date = civil_from_days(local_day(*at, *moment.zone));
    int32_t year = civil_from_days(local_day(moment.now, *moment.zone)).year - 1;
    for (year = std::max(year, date.year);; ++year) {
      const int64_t day = anniversary_day(date, year);
      const Millis end = moment.zone->start_of_day(day + 1);
      if (moment.now >= end) continue;
      return {subtract(moment.zone->start_of_day(day), duration_, *moment.zone), end - 1};
    }
  }

  Duration duration_;
};

OperandPtr parse_anniversary(const Value& operand, const std::string& pointer,
                             ConditionParser* parser) {
  const auto duration = check_duration(operand, pointer, true, parser);
  if (!duration) return nullptr;
  if (duration->months < 12 && duration->ms <= limits::anniversary_days * kDayMs) {
    return std::make_shared<Anniversary>(*duration);
  }
  parser->report(pointer,
                 "an anniversary comes every year: the duration must be below one (limit "
                 "anniversary_days: " +
                     std::to_string(limits::anniversary_days) + ", or 11mo)");
  return nullptr;
}

constexpr Operator::Scope kRelative = Operator::Scope::not_in_events;
constexpr std::array<Operator, 6> kOperators = {{
    {"before", parse_beside<Side::before>},
    {"after", parse_beside<Side::after>},
    {"within_last", parse_relative<last_stretch>, kRelative},
    {"within_next", parse_relative<next_stretch>, kRelative},
    {"older_than", parse_relative<older_stretch>, kRelative},
    {"anniversary_within", parse_anniversary, kRelative},
}};

} // namespace

std::span<const Operator> date_operators() { return kOperators; }

} // namespace beckon::segment
