// abs, at_least, at_most, ceil, divided_by, floor, minus, modulo, plus, round, times.
#include <cmath>

#include "template/convert.h"
#include "template/filters/registry.h"
#include "template/render.h"

namespace beckon::liquid {
namespace {

using schema::Value;

Value number(const Operand& operand) { return to_number(operand.value()); }
Value argument(const FilterArguments& arguments) { return number(arguments.positional.front()); }

// A fraction cut to a whole number where it fits one.
Operand whole(double value) {
  if (std::fabs(value) >= 9.2e18) return Value(value);
  return Value(static_cast<int64_t>(value));
}

Operand apply_abs(const Operand& subject, const FilterArguments&) {
  const Value value = number(subject);
  if (!value.is_integer()) return Value(std::fabs(value.as_number()));
  return value.as_integer() < 0 ? difference_of(Value(0), value) : value;
}

Operand apply_at_least(const Operand& subject, const FilterArguments& arguments) {
  const Value value = number(subject), bound = argument(arguments);
  return schema::compare_numbers(value, bound) < 0 ? bound : value;
}

Operand apply_at_most(const Operand& subject, const FilterArguments& arguments) {
  const Value value = number(subject), bound = argument(arguments);
  return schema::compare_numbers(value, bound) > 0 ? bound : value;
}

Operand apply_ceil(const Operand& subject, const FilterArguments&) {
  const Value value = number(subject);
  return value.is_integer() ? Operand(value) : whole(std::ceil(value.as_number()));
}

Operand apply_floor(const Operand& subject, const FilterArguments&) {
  const Value value = number(subject);
  return value.is_integer() ? Operand(value) : whole(std::floor(value.as_number()));
}

Operand apply_round(const Operand& subject, const FilterArguments& arguments) {
  const Value value = number(subject);
  const int64_t places =
      arguments.positional.empty() ? 0 : whole_number(arguments.positional.front().value());
  if (value.is_integer() && places >= 0) return value;
  const double result = rounded(value.as_number(), places);
  return places > 0 ? Operand(Value(result)) : whole(result);
}

Operand apply_plus(const Operand& subject, const FilterArguments& arguments) {
  return sum_of(number(subject), argument(arguments));
}
Operand apply_minus(const Operand& subject, const FilterArguments& arguments) {
  return difference_of(number(subject), argument(arguments));
}
Operand apply_times(const Operand& subject, const FilterArguments& arguments) {
  return product_of(number(subject), argument(arguments));
}

void refuse_zero(const Value& divisor) {
  if (divisor.as_number() == 0) {
    fail_render("a number is divided by zero", "make it at least one: | at_least: 1");
  }
}

// Whole numbers divide into whole numbers, downward.
Operand apply_divided_by(const Operand& subject, const FilterArguments& arguments) {
  const Value value = number(subject), divisor = argument(arguments);
  refuse_zero(divisor);
  if (!value.is_integer() || !divisor.is_integer()) {
    return Value(value.as_number() / divisor.as_number());
  }
  const int64_t a = value.as_integer(), b = divisor.as_integer();
  if (b == -1) return difference_of(Value(0), value);
  const int64_t quotient = a / b;
  return Value(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
}

// The remainder has the divisor's sign.
Operand apply_modulo(const Operand& subject, const FilterArguments& arguments) {
  const Value value = number(subject), divisor = argument(arguments);
  refuse_zero(divisor);
  if (value.is_integer() && divisor.is_integer()) {
    const int64_t b = divisor.as_integer();
    if (b == -1) return Value(0);
    const int64_t rest = value.as_integer() % b;
    return Value(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
  }
  const double times = std::floor(value.as_number() / divisor.as_number());
  const Value rest = difference_of(value, product_of(Value(times), divisor));
  return Value(rest.as_number());
}

} // namespace

std::span<const Filter> math_filters() {
  static const std::array<Filter, 11> filters = {{
      {"abs", 0, 0, {}, "event.change | abs", apply_abs},
      {"at_least", 1, 1, {}, "event.quantity | at_least: 1", apply_at_least},
      {"at_most", 1, 1, {}, "event.quantity | at_most: 10", apply_at_most},
      {"ceil", 0, 0, {}, "event.total | ceil", apply_ceil},
      {"divided_by", 1, 1, {}, "event.total | divided_by: 2.0", apply_divided_by},
      {"floor", 0, 0, {}, "event.total | floor", apply_floor},
      {"minus", 1, 1, {}, "event.total | minus: 5", apply_minus},
      {"modulo", 1, 1, {}, "event.total | modulo: 10", apply_modulo},
      {"plus", 1, 1, {}, "event.total | plus: 5", apply_plus},
      {"round", 0, 1, {}, "event.total | round: 2", apply_round},
      {"times", 1, 1, {}, "event.total | times: 1.2", apply_times},
  }};
  return filters;
}

} // namespace beckon::liquid
