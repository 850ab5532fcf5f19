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

bool quotient_meets(Decimal sum, Decimal count, const Value& bounds) {
  // sum / count compared with n is sum compared with n * count.
  const auto compared_with = [&](const Value& n) { return sum - decimal_of(&n).value() * count; };
  for (const schema::Member& bound : bounds.as_object()) {
    if (bound.key == "property") continue;
    bool met = false;
    if (bound.key == "between") {
      met = compared_with(bound.value.as_array().at(0)) >= 0 &&
            compared_with(bound.value.as_array().at(1)) <= 0;
    } else {
      const Decimal difference = compared_with(bound.value);
      met = bound.key == "eq"    ? difference == 0
            : bound.key == "ne"  ? difference != 0
            : bound.key == "gt"  ? difference > 0
            : bound.key == "gte" ? difference >= 0
            : bound.key == "lt"  ? difference < 0
            : bound.key == "lte" ? difference <= 0
                                 : throw std::logic_error("the model cannot read " + bound.key);
    }
    if (!met) return false;
  }
  return true;
}

} // namespace beckon::model
