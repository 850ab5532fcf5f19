#include "model/condition_model.h"

#include <chrono>
#include <stdexcept>

#include "base/crypto.h"

namespace beckon::model {
namespace {

using schema::Value;

[[noreturn]] void cannot_read(const std::string& what) {
  throw std::logic_error("the model cannot read " + what);
}

// Steps of a path, read by hand: `a."b.c".d` → a, b.c, d.
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

// A null is no value: as if it were not there.
const Value* value_at(const Value& root, const std::string& path) {
  const Value* value = &root;
  for (const std::string& step : steps_of(path)) {
    value = value->find(step);
    if (value == nullptr) return nullptr;
  }
  return value->is_null() ? nullptr : value;
}

bool both_numbers(const Value& a, const Value& b) { return a.is_number() && b.is_number(); }
bool both_strings(const Value& a, const Value& b) { return a.is_string() && b.is_string(); }

bool equal(const Value& a, const Value& b) {
  if (both_numbers(a, b)) return compare_numbers(a, b) == 0;
  if (both_strings(a, b)) return a.as_string() == b.as_string();
  return a.is_bool() && b.is_bool() && a.as_bool() == b.as_bool();
}

bool less(const Value& a, const Value& b) {
  if (both_numbers(a, b)) return compare_numbers(a, b) < 0;
  return both_strings(a, b) && a.as_string() < b.as_string();
}

bool any_equal(const Value& value, const Value& list) {
  for (const Value& item : list.as_array()) {
    if (equal(value, item)) return true;
  }
  return false;
}

bool contains(const Value& value, const Value& operand) {
  if (value.is_array()) return any_equal(operand, value);
  return both_strings(value, operand) &&
         value.as_string().find(operand.as_string()) != std::string::npos;
}

bool starts(const std::string& text, const std::string& with) {
  return text.size() >= with.size() && text.substr(0, with.size()) == with;
}
bool ends(const std::string& text, const std::string& with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

bool all_tests_hold(const Value& tests, const std::string& subject, const Value& root) {
  const Value* value = value_at(root, tests.find(subject)->as_string());
  for (const schema::Member& member : tests.as_object()) {
    if (member.key == subject) continue;
    if (!model_test(value, member.key, member.value)) return false;
  }
  return true;
}

bool count_meets(double count, const Value& bounds) {
  for (const schema::Member& bound : bounds.as_object()) {
    const double n = bound.value.as_number();
    const bool met = bound.key == "eq"    ? count == n
                     : bound.key == "gt"  ? count > n
                     : bound.key == "gte" ? count >= n
                     : bound.key == "lt"  ? count < n
                     : bound.key == "lte" ? count <= n
                                          : (cannot_read("count " + bound.key), false);
    if (!met) return false;
  }
  return true;
}

bool event_holds(const Value& condition, const ModelProfile& profile, Millis now) {
  const Value* where = condition.find("where");
  const Value* within = condition.find("within");
  int count = 0;
  for (const ModelEvent& event : profile.events) {
    bool counts = event.name == condition.find("event")->as_string();
    if (where != nullptr) {
      for (const Value& tests : where->as_array()) {
        counts = counts && all_tests_hold(tests, "property", event.properties);
      }
    }
    if (within != nullptr) counts = counts && model_inside(event.at, within->as_string(), now);
    if (counts) ++count;
  }
  const Value* bounds = condition.find("count");
  return bounds == nullptr ? count >= 1 : count_meets(count, *bounds);
}

bool consent_holds(const Value& condition, const ModelProfile& profile) {
  const std::string channel = condition.find("consent")->as_string();
  const Value* topic = condition.find("topic");
  std::string state = "none";
  const auto of_channel = profile.consents.find({channel, ""});
  if (of_channel != profile.consents.end()) state = of_channel->second;
  if (topic != nullptr) {
    const auto of_topic = profile.consents.find({channel, topic->as_string()});
    if (of_topic != profile.consents.end()) state = of_topic->second;
  }
  return state == condition.find("is")->as_string();
}

bool random_holds(const Value& options, const ModelProfile& profile) {
  const Digest digest = sha256(options.find("salt")->as_string() + ":" + profile.id);
  long double place = 0; // 64 bits of mantissa: exact
  for (size_t i = 0; i < 8; ++i) place = place * 256 + digest[i];
  return place / 18446744073709551616.0L < options.find("below")->as_number();
}

// The same day so many months later, or the last day of that month; same time of day.
Millis months_later(Millis at, int months) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds(at)};
  const auto day = floor<days>(instant);
  year_month_day date = year_month_day(day) + std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / last;
  return (sys_days(date) + (instant - day)).time_since_epoch().count();
}

Millis last_instant_inside(Millis at, const std::string& within) {
  size_t digits = 0;
  const int64_t number = std::stoll(within, &digits);
  const std::string unit = within.substr(digits);
  if (unit == "mo") return months_later(at, static_cast<int>(number));
  if (unit == "y") return months_later(at, static_cast<int>(number * 12));
  const std::map<std::string, int64_t> lengths = {{"ms", 1},         {"s", 1'000},
                                                  {"m", 60'000},     {"h", 3'600'000},
                                                  {"d", 86'400'000}, {"w", 7 * 86'400'000}};
  return at + number * lengths.at(unit);
}

} // namespace

bool model_inside(Millis at, const std::string& within, Millis now) {
  return at <= now && now <= last_instant_inside(at, within);
}

bool model_test(const Value* value, const std::string& op, const Value& operand) {
  if (op == "exists") return (value != nullptr) == operand.as_bool();
  if (value == nullptr) return op == "ne" || op == "not_in" || op == "not_contains";
  if (op == "eq") return equal(*value, operand);
  if (op == "ne") return !equal(*value, operand);
  if (op == "in") return any_equal(*value, operand);
  if (op == "not_in") return !any_equal(*value, operand);
  if (op == "gt") return less(operand, *value);
  if (op == "lt") return less(*value, operand);
  if (op == "gte") return less(operand, *value) || equal(*value, operand);
  if (op == "lte") return less(*value, operand) || equal(*value, operand);
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
  if (op == "starts_with") {
    return value->is_string() && starts(value->as_string(), operand.as_string());
  }
  if (op == "ends_with") {
    return value->is_string() && ends(value->as_string(), operand.as_string());
  }
  cannot_read("operator " + op);
}

bool model_holds(const Value& condition, const ModelProfile& profile, Millis now) {
  if (const Value* parts = condition.find("all")) {
    for (const Value& part : parts->as_array()) {
      if (!model_holds(part, profile, now)) return false;
    }
    return true;
  }
  if (const Value* parts = condition.find("any")) {
    for (const Value& part : parts->as_array()) {
      if (model_holds(part, profile, now)) return true;
    }
    return false;
  }
  if (const Value* part = condition.find("not")) return !model_holds(*part, profile, now);
  if (condition.find("everyone") != nullptr) return true;
  if (condition.find("trait") != nullptr) return all_tests_hold(condition, "trait", profile.traits);
  if (condition.find("event") != nullptr) return event_holds(condition, profile, now);
  if (condition.find("consent") != nullptr) return consent_holds(condition, profile);
  if (const Value* key = condition.find("list")) return profile.lists.count(key->as_string()) > 0;
  if (const Value* channel = condition.find("suppressed")) {
    return profile.suppressed.count(channel->as_string()) > 0;
  }
  if (const Value* key = condition.find("segment")) {
    return profile.in_segment && profile.in_segment(key->as_string());
  }
  if (const Value* options = condition.find("random")) return random_holds(*options, profile);
  cannot_read("a condition of an unknown kind");
}

} // namespace beckon::model
