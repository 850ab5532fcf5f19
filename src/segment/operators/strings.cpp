// contains not_contains starts_with ends_with, byte by byte. `contains` on an array asks whether
// an element equals the operand; a value that can contain nothing fails `not_contains` too, unless
// it is missing.
#include <algorithm>
#include <array>

#include "segment/operators/checks.h"
#include "segment/operators/plain.h"

namespace beckon::segment {
namespace {

using schema::Value;

// Nothing when the value is of a type that cannot contain the operand.
std::optional<bool> contained(const Value& value, const Value& operand) {
  if (value.is_array()) {
    const schema::Array& items = value.as_array();
    return std::find(items.begin(), items.end(), operand) != items.end();
  }
  if (!value.is_string() || !operand.is_string()) return std::nullopt;
  return value.as_string().find(operand.as_string()) != std::string::npos;
}
bool contains(const Value* value, const Value& operand) {
  return value != nullptr && contained(*value, operand).value_or(false);
}
bool not_contains(const Value* value, const Value& operand) {
  return value == nullptr || !contained(*value, operand).value_or(true);
}

bool starts_with(const Value* value, const Value& operand) {
  return value != nullptr && value->is_string() &&
         value->as_string().starts_with(operand.as_string());
}
bool ends_with(const Value* value, const Value& operand) {
  return value != nullptr && value->is_string() &&
         value->as_string().ends_with(operand.as_string());
}

constexpr std::array<Operator, 4> kOperators = {{
    {"contains", parse_plain<check_scalar, contains>},
    {"not_contains", parse_plain<check_scalar, not_contains>},
    {"starts_with", parse_plain<check_string, starts_with>},
    {"ends_with", parse_plain<check_string, ends_with>},
}};

} // namespace

std::span<const Operator> string_operators() { return kOperators; }

} // namespace beckon::segment
