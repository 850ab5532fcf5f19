#include "model/value_model.h"

#include <re2/re2.h>

#include <algorithm>
#include <stdexcept>

namespace beckon::model {
namespace {

using schema::Value;

bool both_numbers(const Value& a, const Value& b) { return a.is_number() && b.is_number(); }
bool both_strings(const Value& a, const Value& b) { return a.is_string() && b.is_string(); }

bool less(const Value& a, const Value& b) {
  if (both_numbers(a, b)) return compare_numbers(a, b) < 0;
  return both_strings(a, b) && a.as_string() < b.as_string();
}

bool has_item(const Value& list, const Value& wanted) {
  return std::any_of(list.as_array().begin(), list.as_array().end(),
                     [&](const Value& item) { return model_equal(item, wanted); });
}

bool contains(const Value& value, const Value& operand) {
  if (value.is_array()) return has_item(value, operand);
  return both_strings(value, operand) &&
         value.as_string().find(operand.as_string()) != std::string::npos;
}

bool starts(const std::string& text, const std::string& with) {
  return text.size() >= with.size() && text.substr(0, with.size()) == with;
}
bool ends(const std::string& text, const std::string& with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

// The condition of `any_item` on one item of the array.
bool item_holds(const Value& condition, const Value& item, const Moment& moment) {
  const auto holds = [&](const Value& part) { return item_holds(part, item, moment); };
  if (const Value* parts = condition.find("all")) {
    return std::all_of(parts->as_array().begin(), parts->as_array().end(), holds);
  }
  if (const Value* parts = condition.find("any")) {
    return std::any_of(parts->as_array().begin(), parts->as_array().end(), holds);
  }
  if (const Value* part = condition.find("not")) return !holds(*part);
  return model_tests_hold(condition, "field", item, moment);
}

bool array_test(const Value& array, const std::string& op, const Value& operand,
                const Moment& moment) {
  if (!array.is_array()) return false;
  const auto is_there = [&](const Value& wanted) { return has_item(array, wanted); };
  const auto fits = [&](const Value& item) {
    return item.is_object() && item_holds(operand, item, moment);
  };
  const schema::Array& items = array.as_array();
  if (op == "any_item") return std::any_of(items.begin(), items.end(), fits);
  const schema::Array& wanted = operand.as_array();
  return op == "has_any" ? std::any_of(wanted.begin(), wanted.end(), is_there)
                         : std::all_of(wanted.begin(), wanted.end(), is_there);
}

bool is_one_of(const std::string& op, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), op) != names.end();
}

bool text_test(const Value& value, const std::string& op, const std::string& operand) {
  if (!value.is_string()) return false;
  if (op == "starts_with") return starts(value.as_string(), operand);
  if (op == "ends_with") return ends(value.as_string(), operand);
  return RE2::PartialMatch(value.as_string(), operand);
}

} // namespace

std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> steps(1);
  bool in_quotes = false;
  for (const char c : path) {
    if (c == '"') in_quotes = !in_quotes;
    else if (c == '.' && !in_quotes) steps.emplace_back();
    else steps.back() += c;
  }
  return steps;
}

const Value* value_at(const Value& root, const std::string& path) {
  const Value* value = &root;
  for (const std::string& step : steps_of(path)) {
    value = value->find(step);
    if (value == nullptr) return nullptr;
  }
  return value->is_null() ? nullptr : value;
}

bool model_equal(const Value& a, const Value& b) {
  if (both_numbers(a, b)) return compare_numbers(a, b) == 0;
  if (both_strings(a, b)) return a.as_string() == b.as_string();
  return a.is_bool() && b.is_bool() && a.as_bool() == b.as_bool();
}

bool model_test(const Value* value, const std::string& op, const Value& operand,
                const Moment& moment) {
  if (op == "exists") return (value != nullptr) == operand.as_bool();
  if (value == nullptr) return op == "ne" || op == "not_in" || op == "not_contains";
  if (op == "eq") return model_equal(*value, operand);
  if (op == "ne") return !model_equal(*value, operand);
  if (op == "in") return has_item(operand, *value);
  if (op == "not_in") return !has_item(operand, *value);
  if (op == "gt") return less(operand, *value);
  if (op == "lt") return less(*value, operand);
  if (op == "gte") return less(operand, *value) || model_equal(*value, operand);
  if (op == "lte") return less(*value, operand) || model_equal(*value, operand);
  if (op == "between") {
    return model_test(value, "gte", operand.as_array().at(0)) &&
           model_test(value, "lte", operand.as_array().at(1));
  }
  if (op == "contains") return contains(*value, operand);
  if (op == "not_contains") {
    // A comparison of two types that cannot be compared fails, also when it is negated.
    const bool comparable = value->is_array() || both_strings(*value, operand);
    return comparable && !contains(*value, operand);
  }
  if (is_one_of(op, {"starts_with", "ends_with", "matches"})) {
    return text_test(*value, op, operand.as_string());
  }
  if (is_one_of(op, {"has_any", "has_all", "any_item"})) {
    return array_test(*value, op, operand, moment);
  }
  if (is_one_of(op, {"before", "after", "within_last", "within_next", "older_than",
                     "anniversary_within"})) {
    return value->is_string() &&
           model_date_test(value->as_string(), op, operand.as_string(), moment);
  }
  throw std::logic_error("the model cannot read operator " + op);
}

bool model_tests_hold(const Value& tests, const std::string& subject, const Value& root,
                      const Moment& moment) {
  const Value* value = value_at(root, tests.find(subject)->as_string());
  for (const schema::Member& member : tests.as_object()) {
    if (member.key == subject) continue;
    if (!model_test(value, member.key, member.value, moment)) return false;
  }
  return true;
}

} // namespace beckon::model
