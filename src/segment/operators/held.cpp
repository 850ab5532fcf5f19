// held_for: {"value": "pro", "gte": "7d"}: the trait equals the value and has done so for seven
// days or more; "lt": for less than that. With `since` the time of the record that gave the trait
// its present value (setting an equal one again changes nothing): gte holds from since + D on, lt
// before it. Both bounds may be given. Months move on the calendar of the profile's zone.
#include <array>

#include "segment/operators/checks.h"
#include "segment/operators/plain.h"

namespace beckon::segment {
namespace {

using schema::Value;

class HeldFor final : public Operand {
 public:
  HeldFor(Value normal, Value wanted, std::optional<Duration> at_least,
          std::optional<Duration> below)
      : Operand(std::move(normal)),
        wanted_(std::move(wanted)),
        at_least_(at_least),
        below_(below) {}
  bool holds(const Value* value, const Moment& moment) const override {
    if (value == nullptr || !(*value == wanted_) || !moment.since) return false;
    if (at_least_ && moment.now < add(*moment.since, *at_least_, *moment.zone)) return false;
    return !below_ || moment.now < add(*moment.since, *below_, *moment.zone);
  }
  Millis next_flip(const Value* value, const Moment& moment) const override {
    if (value == nullptr || !(*value == wanted_) || !moment.since) return kMillisMax;
    const Millis from = at_least_ ? add(*moment.since, *at_least_, *moment.zone) : kMillisMin;
    const Millis to = below_ ? add(*moment.since, *below_, *moment.zone) : kMillisMax;
    if (from >= to || moment.now >= to) return kMillisMax;
    return moment.now < from ? from : to;
  }
  Needs needs() const override {
    const bool calendar = (at_least_ && at_least_->months != 0) || (below_ && below_->months != 0);
    return {.now = true, .zone = calendar, .since = true};
  }

 private:
  Value wanted_;
  std::optional<Duration> at_least_, below_;
};

// Absent is sound; nothing after an issue.
std::optional<std::optional<Duration>> bound(const Value& operand, const std::string& pointer,
                                             std::string_view name, ConditionParser* parser) {
  const Value* found = operand.find(name);
  if (found == nullptr) return std::optional<Duration>();
  return check_duration(*found, pointer_join(pointer, name), false, parser);
}

OperandPtr parse_held(const Value& operand, const std::string& pointer, ConditionParser* parser) {
  constexpr std::string_view kExample = R"(for example {"value": "pro", "gte": "7d"})";
  if (!operand.is_object()) {
    parser->report(pointer, "expected an object, found " + std::string(kind_name(operand.kind())),
                   std::string(kExample));
    return nullptr;
  }
  bool sound = parser->check_members(operand, pointer, {"value", "gte", "lt"});
  const Value* value = operand.find("value");
  std::optional<Value> wanted;
  if (value == nullptr) parser->report(pointer, "the member \"value\" is missing");
  else wanted = check_scalar(*value, pointer_join(pointer, "value"), parser);
  const auto at_least = bound(operand, pointer, "gte", parser);
  const auto below = bound(operand, pointer, "lt", parser);
  if (operand.find("gte") == nullptr && operand.find("lt") == nullptr) {
    parser->report(pointer, "\"held_for\" needs \"gte\" or \"lt\" with a duration",
                   std::string(kExample));
    sound = false;
  }
  if (!sound || !wanted || !at_least || !below) return nullptr;
  Value normal = Value::object({{"value", *wanted}});
  if (*at_least) normal.set("gte", format_duration(**at_least));
  if (*below) normal.set("lt", format_duration(**below));
  return std::make_shared<HeldFor>(std::move(normal), *wanted, *at_least, *below);
}

constexpr std::array<Operator, 1> kOperators = {
    {{"held_for", parse_held, Operator::Scope::traits_only}}};

} // namespace

std::span<const Operator> held_operators() { return kOperators; }

} // namespace beckon::segment
