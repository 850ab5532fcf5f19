#include "schema/describe.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"

namespace beckon::schema {
namespace {

constexpr int64_t kIntegerMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kIntegerMax = std::numeric_limits<int64_t>::max();

std::string with_article(std::string_view noun) {
  const bool has_vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) < 5;
  return std::string(has_vowel ? "an " : "a ") + std::string(noun);
}

std::string found(const Value& value) {
  return value.is_null() ? "null" : with_article(kind_name(value.kind()));
}

// " (limits::key_bytes)" for a bound that has a name.
std::string named(const Constraint& constraint) {
  return constraint.limit.empty() ? "" : " (limits::" + std::string(constraint.limit) + ")";
}

bool refuse(const ReadContext& context, std::string message, std::string hint = {}) {
  report(context.issues, {context.pointer, std::move(message), std::move(hint)});
  return false;
}

bool refuse_kind(const Value& value, std::string_view expected, const ReadContext& context) {
  return refuse(context, "expected " + std::string(expected) + ", found " + found(value));
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_name(name, candidates);
  return nearest.empty() ? "" : "did you mean \"" + nearest + "\"?";
}

} // namespace

void report(Issues* issues, Issue issue) {
  if (issues->size() < limits::issues) issues->push_back(std::move(issue));
  else if (issues->size() == limits::issues)
    issues->push_back({"", "there are more issues, which are not listed (limit issues)", ""});
}

namespace detail {

bool expect_kind(const Value& value, Kind kind, const ReadContext& context) {
  return value.kind() == kind || refuse_kind(value, with_article(kind_name(kind)), context);
}

bool read_bool(const Value& value, const ReadContext& context, bool* out) {
  if (!expect_kind(value, Kind::boolean, context)) return false;
  *out = value.as_bool();
  return true;
}

bool read_integer(const Value& value, const ReadContext& context, int64_t* out) {
  int64_t number = 0;
  if (value.is_integer()) {
    number = value.as_integer();
  } else if (value.is_number()) { // 5.0 is a whole number too, as in JSON Schema
    const double fraction = value.as_number();
    const bool fits = fraction >= -0x1p63 && fraction < 0x1p63;
    if (!fits || fraction != std::trunc(fraction)) return refuse_kind(value, "an integer", context);
    number = static_cast<int64_t>(fraction);
  } else {
    return refuse_kind(value, "an integer", context);
  }
  const Constraint& bounds = context.constraint;
  if (number < bounds.least)
    return refuse(context, "must be at least " + std::to_string(bounds.least));
  if (number > bounds.most)
    return refuse(context, "must be at most " + std::to_string(bounds.most) + named(bounds));
  *out = number;
  return true;
}

bool read_double(const Value& value, const ReadContext& context, double* out) {
  if (!value.is_number()) return refuse_kind(value, "a number", context);
  *out = value.as_number();
  return true;
}

bool read_string(const Value& value, const ReadContext& context, std::string* out) {
  if (!expect_kind(value, Kind::string, context)) return false;
  const std::string& text = value.as_string();
  if (text.size() > context.constraint.bytes) {
    return refuse(context, "has " + std::to_string(text.size()) + " bytes; at most " +
                               std::to_string(context.constraint.bytes) + " are allowed" +
                               named(context.constraint));
  }
  *out = text;
  return true;
}

bool read_time(const Value& value, const ReadContext& context, Millis* out) {
  if (!value.is_string()) return refuse_kind(value, "a time", context);
  const std::optional<Millis> at = parse_time(value.as_string());
  if (!at) return refuse(context, "is no time", "write it as \"2024-03-09T22:00:00Z\"");
  *out = *at;
  return true;
}

bool read_duration(const Value& value, const ReadContext& context, Duration* out) {
  if (!value.is_string()) return refuse_kind(value, "a duration", context);
  const std::optional<Duration> duration = parse_duration(value.as_string());
  if (!duration) return refuse(context, "is no duration", "write it as \"90s\", \"2h\" or \"30d\"");
  *out = *duration;
  return true;
}

bool read_any(const Value& value, const ReadContext& context, Value* out) {
  const std::optional<Kind> kind = context.constraint.kind, other = context.constraint.or_kind;
  if (kind && other && value.kind() != *kind && value.kind() != *other) {
    const std::string wanted =
        with_article(kind_name(*kind)) + " or " + with_article(kind_name(*other));
    return refuse_kind(value, wanted, context);
  }
  if (kind && !other && !expect_kind(value, *kind, context)) return false;
  *out = value;
  return true;
}

size_t read_name(const Value& value, const ReadContext& context,
                 const std::vector<std::string>& names) {
  if (!expect_kind(value, Kind::string, context)) return names.size();
  const auto place = std::find(names.begin(), names.end(), value.as_string());
  if (place == names.end()) {
    refuse(context, "expected one of " + quoted_list(names),
           did_you_mean(value.as_string(), names));
  }
  return static_cast<size_t>(place - names.begin());
}

bool refuse_unknown(const Value& object, const std::vector<std::string>& known,
                    const ReadContext& context) {
  bool is_right = true;
  for (const Member& member : object.as_object()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    std::string hint = did_you_mean(member.key, known);
    if (hint.empty())
      hint = known.empty() ? "no members are allowed here" : "allowed are " + quoted_list(known);
    report(context.issues, {pointer_join(context.pointer, member.key),
                            "unknown member \"" + member.key + "\"", std::move(hint)});
    is_right = false;
  }
  return is_right;
}

void report_missing(std::string_view name, const ReadContext& context) {
  report(context.issues,
         {pointer_join(context.pointer, name), "\"" + std::string(name) + "\" is missing", ""});
}

Value integer_schema(const Constraint& constraint) {
  Value schema = Value::object({{"type", "integer"}});
  if (constraint.least != kIntegerMin) schema.set("minimum", constraint.least);
  if (constraint.most != kIntegerMax) schema.set("maximum", constraint.most);
  return schema;
}

// A maxLength counts characters and the engine counts bytes, so it promises a little too much for
// text beyond ASCII; the engine's answer counts.
Value string_schema(const Constraint& constraint) {
  Value schema = Value::object({{"type", "string"}});
  if (constraint.bytes <= static_cast<size_t>(kIntegerMax)) {
    schema.set("maxLength", static_cast<int64_t>(constraint.bytes));
  }
  return schema;
}

Value any_schema(const Constraint& constraint) {
  Value schema{Object{}};
  if (constraint.kind && constraint.or_kind) {
    schema.set("type", Value::array({kind_name(*constraint.kind), kind_name(*constraint.or_kind)}));
  } else if (constraint.kind) {
    schema.set("type", kind_name(*constraint.kind));
  }
  return schema;
}

Value time_schema() { return Value::object({{"type", "string"}, {"format", "date-time"}}); }

Value duration_schema() {
  return Value::object({{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h|d|w|mo|y)$"}});
}

Value enum_schema(const std::vector<std::string>& names) {
  Value all{Array{}};
  for (const std::string& name : names) all.push_back(name);
  return Value::object({{"type", "string"}, {"enum", std::move(all)}});
}

} // namespace detail
} // namespace beckon::schema
