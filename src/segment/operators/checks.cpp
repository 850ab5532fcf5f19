#include "segment/operators/checks.h"

#include <algorithm>

#include "base/limits.h"

namespace beckon::segment {

using schema::Value;

namespace {
int scalar_rank(const Value& value) { return value.is_bool() ? 0 : value.is_number() ? 1 : 2; }
} // namespace

bool is_scalar(const Value& value) {
  return value.is_bool() || value.is_number() || value.is_string();
}

bool scalar_less(const Value& a, const Value& b) {
  if (scalar_rank(a) != scalar_rank(b)) return scalar_rank(a) < scalar_rank(b);
  if (a.is_bool()) return a.as_bool() < b.as_bool();
  if (a.is_number()) return compare_numbers(a, b) < 0;
  return a.as_string() < b.as_string();
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

std::optional<Value> check_string(const Value& operand, const std::string& pointer,
                                  ConditionParser* parser) {
  if (operand.is_string()) return operand;
  parser->report(pointer, "expected a string, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

std::optional<Value> check_bool(const Value& operand, const std::string& pointer,
                                ConditionParser* parser) {
  if (operand.is_bool()) return operand;
  parser->report(pointer,
                 "expected true or false, found " + std::string(kind_name(operand.kind())));
  return std::nullopt;
}

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

std::optional<Duration> check_duration(const Value& operand, const std::string& pointer,
                                       bool zero_allowed, ConditionParser* parser) {
  if (operand.is_string()) {
    const std::optional<Duration> duration = parse_duration(operand.as_string());
    if (duration && (zero_allowed || !(*duration == Duration{}))) return duration;
  }
  parser->report(pointer, zero_allowed ? "expected a duration" : "expected a duration above zero",
                 R"(for example "90s", "15m", "2h", "30d", "4w", "1mo" or "1y")");
  return std::nullopt;
}

} // namespace beckon::segment
