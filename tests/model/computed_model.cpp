#include "model/computed_model.h"

#include <algorithm>

#include "model/value_model.h"
#include "schema/json.h"

namespace beckon::model {
namespace {

using schema::Value;

// Measures of events, as conditions name them.
const std::map<std::string, std::string> kMeasures = {
    {"sum", "sum"}, {"min", "min"}, {"max", "max"}, {"average", "avg"}, {"unique", "distinct"}};

std::string function_of(const Value& definition) {
  return definition.find("function")->as_string();
}

// Those that the definition looks at, oldest first; of equal times the one journalled first.
std::vector<ModelEvent> looked_at(const Value& definition, const std::vector<ModelEvent>& events,
                                  Millis now) {
  Value asked = definition;
  asked.erase("function");
  asked.erase("property");
  std::vector<ModelEvent> found;
  for (const ModelEvent& event : events) {
    if (model_event_holds(asked, {event}, now)) found.push_back(event);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const ModelEvent& a, const ModelEvent& b) { return a.at < b.at; });
  return found;
}

std::vector<Value> values_of(const Value& definition, const std::vector<ModelEvent>& events,
                             Millis now) {
  std::vector<Value> values;
  for (const ModelEvent& event : looked_at(definition, events, now)) {
    const Value* value = value_at(event.properties, definition.find("property")->as_string());
    if (value != nullptr) values.push_back(*value);
  }
  return values;
}

Value most_frequent(const std::vector<Value>& values) {
  const auto times = [&](const Value& value) {
    return std::count(values.begin(), values.end(), value);
  };
  Value found = values.back();
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    if (times(*value) > times(found)) found = *value;
  }
  return found;
}

} // namespace

std::map<std::string, Value, std::less<>>& computed_definitions() {
  static std::map<std::string, Value, std::less<>> definitions = [] {
    std::map<std::string, Value, std::less<>> known;
    const auto define = [&](const char* key, const char* json) {
      known[key] = schema::parse_json(json);
    };
    define("revenue_30d", R"({"event": "Order Placed", "function": "sum", "property": "total",
        "within": "30d"})");
    define("first_plan", R"({"event": "Plan Changed", "function": "first", "property": "to"})");
    define("size", R"({"event": "Order Placed", "function": "most_frequent", "property": "size"})");
    // For random conditions.
    define("c_count", R"({"event": "A", "function": "count", "within": "2h"})");
    define("c_sum", R"({"event": "A*", "function": "sum", "property": "n", "within": "30m"})");
    define("c_average", R"({"event": "*", "function": "average", "property": "n"})");
    define("c_unique", R"({"event": "B", "function": "unique", "property": "p", "within": "1mo"})");
    define("c_min", R"({"event": "B", "function": "min", "property": "n", "within": "2h",
        "where": [{"property": "p", "exists": true}]})");
    define("c_first", R"({"event": "A", "function": "first", "property": "p", "within": "2h"})");
    define("c_last", R"({"event": "*", "function": "last", "property": "p", "within": "1h"})");
    define("c_last_mo", R"({"event": "A", "function": "last", "property": "n", "within": "1mo"})");
    define("c_often", R"({"event": "A*", "function": "most_frequent", "property": "p",
        "within": "2h"})");
    return known;
  }();
  return definitions;
}

std::optional<Value> model_computed(const Value& definition, const std::vector<ModelEvent>& events,
                                    Millis now) {
  const std::vector<Value> values = values_of(definition, events, now);
  if (values.empty()) return std::nullopt;
  const std::string function = function_of(definition);
  if (function == "first") return values.front();
  if (function == "last") return values.back();
  return most_frequent(values);
}

bool model_computed_holds(const Value& condition, const std::vector<ModelEvent>& events,
                          Millis now) {
  // The normal form of a condition has the definition in it.
  const Value* inside = condition.find("tests");
  Value definition = condition, tests = condition;
  if (inside != nullptr) {
    definition.erase("computed");
    definition.erase("tests");
    definition.set("function", *condition.find("computed"));
    tests = *inside;
  } else {
    definition = computed_definitions().at(condition.find("computed")->as_string());
    tests.erase("computed");
  }
  const std::string function = function_of(definition);
  const auto measure = kMeasures.find(function);
  if (function == "count" || measure != kMeasures.end()) {
    Value asked = definition;
    asked.erase("function");
    asked.erase("property");
    if (function != "count") tests.set("property", *definition.find("property"));
    asked.set(function == "count" ? "count" : measure->second, tests);
    return model_event_holds(asked, events, now);
  }
  const auto value = model_computed(definition, events, now);
  return std::all_of(tests.as_object().begin(), tests.as_object().end(), [&](const auto& test) {
    return model_test(value ? &*value : nullptr, test.key, test.value);
  });
}

} // namespace beckon::model
