// eq ne in not_in gt gte lt lte between exists. Numbers with numbers, strings with strings by
// their bytes; `between` includes both ends.
#include <algorithm>
#include <array>

#include "segment/operators/checks.h"
#include "segment/operators/plain.h"

namespace beckon::segment {
namespace {

using schema::Value;

// Negative, zero or positive; nothing for values that have no order.
std::optional<int> order(const Value* value, const Value& operand) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && operand.is_number()) return compare_numbers(*value, operand);
  if (!value->is_string() || !operand.is_string()) return std::nullopt;
  return value->as_string().compare(operand.as_string());
}

std::optional<Value> check_ordered(const Value& operand, const std::string& pointer,
                                   ConditionParser* parser) {
  if (operand.is_number()) return canonical_number(operand);
  if (operand.is_string()) return operand;
  parser->report(pointer,
                 "expected a number or a string, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

std::optional<Value> check_range(const Value& operand, const std::string& pointer,
                                 ConditionParser* parser) {
  if (!operand.is_array() || operand.size() != 2) {
    parser->report(pointer, "expected an array of the lowest and the highest value");
    return std::nullopt;
  }
  const auto low = check_ordered(operand.as_array()[0], pointer_join(pointer, size_t{0}), parser);
  const auto high = check_ordered(operand.as_array()[1], pointer_join(pointer, size_t{1}), parser);
  if (!low || !high) return std::nullopt;
  const std::optional<int> compared = order(&*low, *high);
  if (!compared) {
    parser->report(pointer, "the ends of the range must be two numbers or two strings");
    return std::nullopt;
  }
  if (*compared > 0) {
    parser->report(pointer, "the range is empty: its lowest value is above its highest",
                   "write the lowest value first");
    return std::nullopt;
  }
  return Value::array({*low, *high});
}

bool eq(const Value* value, const Value& operand) { return value != nullptr && *value == operand; }
bool ne(const Value* value, const Value& operand) { return !eq(value, operand); }
bool gt(const Value* value, const Value& operand) { return order(value, operand).value_or(-1) > 0; }
bool gte(const Value* value, const Value& operand) {
  return order(value, operand).value_or(-1) >= 0;
}
bool lt(const Value* value, const Value& operand) { return order(value, operand).value_or(1) < 0; }
bool lte(const Value* value, const Value& operand) {
  return order(value, operand).value_or(1) <= 0;
}
bool between(const Value* value, const Value& operand) {
  return gte(value, operand.as_array()[0]) && lte(value, operand.as_array()[1]);
}

bool in(const Value* value, const Value& operand) {
  if (value == nullptr || !is_scalar(*value)) return false;
  const schema::Array& items = operand.as_array();
  return std::binary_search(items.begin(), items.end(), *value, scalar_less);
}
bool not_in(const Value* value, const Value& operand) { return !in(value, operand); }

bool exists(const Value* value, const Value& operand) {
  return (value != nullptr) == operand.as_bool();
}

constexpr std::array<Operator, 10> kOperators = {{
    {"eq", parse_plain<check_scalar, eq>},
    {"ne", parse_plain<check_scalar, ne>},
    {"gt", parse_plain<check_ordered, gt>},
    {"gte", parse_plain<check_ordered, gte>},
    {"lt", parse_plain<check_ordered, lt>},
    {"lte", parse_plain<check_ordered, lte>},
    {"in", parse_plain<check_list, in>},
    {"not_in", parse_plain<check_list, not_in>},
    {"between", parse_plain<check_range, between>},
    {"exists", parse_plain<check_bool, exists>},
}};

} // namespace

std::span<const Operator> compare_operators() { return kOperators; }

} // namespace beckon::segment
