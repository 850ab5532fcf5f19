#include "segment/operators.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace beckon::segment {
namespace {

using schema::Value;

bool is_scalar(const Value& value) {
  return value.is_bool() || value.is_number() || value.is_string();
}

// A total order of scalars, so that the operand of `in` can be searched: by type, then by value.
int scalar_rank(const Value& value) { return value.is_bool() ? 0 : value.is_number() ? 1 : 2; }
bool scalar_less(const Value& a, const Value& b) {
  if (scalar_rank(a) != scalar_rank(b)) return scalar_rank(a) < scalar_rank(b);
  if (a.is_bool()) return a.as_bool() < b.as_bool();
  if (a.is_number()) return compare_numbers(a, b) < 0;
  return a.as_string() < b.as_string();
}

// Negative, zero or positive; nothing for values that have no order.
std::optional<int> order(const Value* value, const Value& operand) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && operand.is_number()) return compare_numbers(*value, operand);
  if (!value->is_string() || !operand.is_string()) return std::nullopt;
  return value->as_string().compare(operand.as_string());
}

std::optional<Value> check_scalar(const Value& operand, const std::string& pointer,
                                  ConditionParser* parser) {
  if (is_scalar(operand)) return operand.is_number() ? canonical_number(operand) : operand;
  parser->report(
      pointer,
      "expected a string, a number, true or false, found " + std::string(kind_name(operand.kind())),
      operand.is_null()    ? R"(for a missing value write "exists": false)"
      : operand.is_array() ? R"(for one of several values write "in": […])"
                           : "");
  return std::nullopt;
}

std::optional<Value> check_ordered(const Value& operand, const std::string& pointer,
                                   ConditionParser* parser) {
  if (operand.is_number()) return canonical_number(operand);
  if (operand.is_string()) return operand;
  parser->report(pointer,
                 "expected a number or a string, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

std::optional<Value> check_bool(const Value& operand, const std::string& pointer,
                                ConditionParser* parser) {
  if (operand.is_bool()) return operand;
  parser->report(pointer,
                 "expected true or false, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

std::optional<Value> check_string(const Value& operand, const std::string& pointer,
                                  ConditionParser* parser) {
  if (operand.is_string()) return operand;
  parser->report(pointer, "expected a string, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

// Sorted and each value once.
std::optional<Value> check_list(const Value& operand, const std::string& pointer,
                                ConditionParser* parser) {
  if (!operand.is_array() || operand.size() == 0) {
    parser->report(pointer, "expected an array of one value or more");
    return std::nullopt;
  }
  if (operand.size() > limits::condition_list) {
    parser->report(pointer, "the array has too many values (limit condition_list: " +
                                std::to_string(limits::condition_list) + ")");
    return std::nullopt;
  }
  schema::Array items;
  bool sound = true;
  for (size_t i = 0; i < operand.size(); ++i) {
    auto item = check_scalar(operand.as_array()[i], pointer_join(pointer, i), parser);
    sound = sound && item.has_value();
    if (sound) items.push_back(std::move(*item));
  }
  if (!sound) return std::nullopt;
  std::sort(items.begin(), items.end(), scalar_less);
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return Value(std::move(items));
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

constexpr std::array<Operator, 14> kOperators = {{
    {"eq", check_scalar, eq},
    {"ne", check_scalar, ne},
    {"gt", check_ordered, gt},
    {"gte", check_ordered, gte},
    {"lt", check_ordered, lt},
    {"lte", check_ordered, lte},
    {"in", check_list, in},
    {"not_in", check_list, not_in},
    {"between", check_range, between},
    {"exists", check_bool, exists},
    {"contains", check_scalar, contains},
    {"not_contains", check_scalar, not_contains},
    {"starts_with", check_string, starts_with},
    {"ends_with", check_string, ends_with},
}};

} // namespace

const Operator* find_operator(std::string_view name) {
  for (const Operator& op : kOperators) {
    if (op.name == name) return &op;
  }
  return nullptr;
}

const std::vector<std::string_view>& operator_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Operator& op : kOperators) all.push_back(op.name);
    return all;
  }();
  return names;
}

std::optional<std::vector<ValueTest>> parse_tests(const Value& object, const std::string& pointer,
                                                  std::string_view subject,
                                                  ConditionParser* parser) {
  std::vector<std::string_view> known = operator_names();
  known.insert(known.begin(), subject);
  bool sound = parser->check_members(object, pointer, known);
  std::vector<ValueTest> tests;
  for (const schema::Member& member : object.as_object()) {
    const Operator* op = find_operator(member.key);
    if (op == nullptr) continue; // the subject, or reported above
    if (!tests.empty() && !parser->count_node(pointer)) return std::nullopt;
    auto operand = op->check(member.value, pointer_join(pointer, member.key), parser);
    sound = sound && operand.has_value();
    if (sound) tests.emplace_back(op, std::move(*operand));
  }
  if (sound && tests.empty()) {
    parser->report(pointer, "the test has no operator", hint_from("", operator_names()));
    return std::nullopt;
  }
  if (!sound) return std::nullopt;
  return tests;
}

} // namespace beckon::segment
