#include "model/decimal_model.h"

#include <cmath>
#include <stdexcept>

namespace beckon::model {

using schema::Value;

std::optional<Decimal> decimal_of(const Value* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  if (std::fabs(value->as_number()) > 9.2e12) return std::nullopt;
  if (value->is_integer()) return Decimal{value->as_integer()} * 1'000'000;
  return Decimal{std::llroundl(static_cast<long double>(value->as_number()) * 1'000'000)};
}

namespace {

// `sign` is that of what is compared less the bound.
bool sign_meets(int sign, const std::string& op) {
  if (op == "eq") return sign == 0;
  if (op == "ne") return sign != 0;
  if (op == "gt") return sign > 0;
  if (op == "gte") return sign >= 0;
  if (op == "lt") return sign < 0;
  if (op == "lte") return sign <= 0;
  throw std::logic_error("the model cannot read the bound " + op);
}

template <typename SignOf>
bool all_met(const Value& bounds, const SignOf& sign_of) {
  for (const schema::Member& bound : bounds.as_object()) {
    if (bound.key == "property") continue;
    const bool range = bound.key == "between";
    const bool met = range ? sign_meets(sign_of(bound.value.as_array().at(0)), "gte") &&
                                 sign_meets(sign_of(bound.value.as_array().at(1)), "lte")
                           : sign_meets(sign_of(bound.value), bound.key);
    if (!met) return false;
  }
  return true;
}

} // namespace

bool quotient_meets(Decimal sum, Decimal count, const Value& bounds) {
  // sum / count compared with n is sum compared with n * count.
  return all_met(bounds, [&](const Value& n) {
    const Decimal difference = sum - decimal_of(&n).value() * count;
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
  });
}

bool count_meets(size_t count, const Value& bounds) {
  const Value whole(static_cast<int64_t>(count));
  return all_met(bounds, [&](const Value& n) { return compare_numbers(whole, n); });
}

} // namespace beckon::model
