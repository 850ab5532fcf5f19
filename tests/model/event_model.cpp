#include "model/event_model.h"

#include <algorithm>
#include <optional>

#include "model/date_model.h"
#include "model/decimal_model.h"
#include "model/value_model.h"

namespace beckon::model {
namespace {

using schema::Value;

bool name_fits(const std::string& name, const std::string& wanted) {
  if (wanted.empty() || wanted.back() != '*') return name == wanted;
  return name.substr(0, wanted.size() - 1) == wanted.substr(0, wanted.size() - 1);
}

// `tests` may be null: nothing is asked.
bool properties_fit(const ModelEvent& event, const Value* tests) {
  if (tests == nullptr) return true;
  return std::all_of(tests->as_array().begin(), tests->as_array().end(), [&](const Value& test) {
    return model_tests_hold(test, "property", event.properties, {});
  });
}

// Name (under "event" or "last_event") and where.
bool fits(const ModelEvent& event, const Value& asked, const char* name) {
  return name_fits(event.name, asked.find(name)->as_string()) &&
         properties_fit(event, asked.find("where"));
}

// The window of the condition: within, after, before, between.
bool in_window(Millis at, const Value& condition, Millis now) {
  const auto instant = [](const Value& text) {
    return model_date(text.as_string(), "UTC").value();
  };
  if (const Value* within = condition.find("within")) {
    if (!model_inside(at, within->as_string(), now)) return false;
  }
  if (const Value* after = condition.find("after")) {
    if (at <= instant(*after)) return false;
  }
  if (const Value* before = condition.find("before")) {
    if (at >= instant(*before)) return false;
  }
  if (const Value* between = condition.find("between")) {
    const schema::Array& ends = between->as_array();
    if (at < instant(ends.at(0)) || at > instant(ends.at(1))) return false;
  }
  return true;
}

bool enough(size_t count, const Value* bounds) {
  return bounds == nullptr ? count >= 1 : count_meets(count, *bounds);
}

bool sum_meets(const std::string& which, const std::vector<const ModelEvent*>& events,
               const Value& asked) {
  std::vector<Decimal> numbers;
  for (const ModelEvent* event : events) {
    const Value* value = value_at(event->properties, asked.find("property")->as_string());
    if (const auto number = decimal_of(value)) numbers.push_back(*number);
  }
  Decimal sum = 0;
  for (const Decimal number : numbers) sum += number;
  if (which == "sum") return quotient_meets(sum, 1, asked);
  if (numbers.empty()) return false; // there is no such number: every comparison fails
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  if (which == "min") return quotient_meets(*least, 1, asked);
  if (which == "max") return quotient_meets(*most, 1, asked);
  return quotient_meets(sum, Decimal{numbers.size()}, asked);
}

bool distinct_meets(const std::vector<const ModelEvent*>& events, const Value& asked) {
  std::vector<Value> seen;
  for (const ModelEvent* event : events) {
    const Value* value = value_at(event->properties, asked.find("property")->as_string());
    if (value == nullptr) continue;
    if (std::find(seen.begin(), seen.end(), *value) == seen.end()) seen.push_back(*value);
  }
  return count_meets(seen.size(), asked);
}

struct Step {
  const Value* asked;
  std::vector<ModelEvent> events; // those that fit it, inside the outer window
};

// Tries every choice of events for the steps from `step` on.
bool some_choice(const std::vector<Step>& steps, size_t step, Millis first, Millis before,
                 const std::vector<Millis>& forbidden) {
  if (step == steps.size()) {
    return std::none_of(forbidden.begin(), forbidden.end(),
                        [&](Millis at) { return first < at && at < before; });
  }
  const Value* gap = steps[step].asked->find("within");
  for (const ModelEvent& event : steps[step].events) {
    if (step > 0 && event.at <= before) continue;
    if (step > 0 && gap != nullptr && event.at > later_by(before, gap->as_string())) continue;
    if (some_choice(steps, step + 1, step == 0 ? event.at : first, event.at, forbidden)) {
      return true;
    }
  }
  return false;
}

} // namespace

bool model_event_holds(const Value& condition, const std::vector<ModelEvent>& events, Millis now) {
  std::vector<const ModelEvent*> counted;
  for (const ModelEvent& event : events) {
    if (fits(event, condition, "event") && in_window(event.at, condition, now)) {
      counted.push_back(&event);
    }
  }
  for (const char* which : {"sum", "avg", "min", "max"}) {
    if (const Value* asked = condition.find(which)) return sum_meets(which, counted, *asked);
  }
  if (const Value* asked = condition.find("distinct")) return distinct_meets(counted, *asked);
  return enough(counted.size(), condition.find("count"));
}

bool model_last_event_holds(const Value& condition, const std::vector<ModelEvent>& events,
                            Millis now) {
  const ModelEvent* newest = nullptr;
  for (const ModelEvent& event : events) {
    if (!fits(event, condition, "last_event") || !in_window(event.at, condition, now)) continue;
    if (newest == nullptr || event.at >= newest->at) newest = &event;
  }
  return newest != nullptr && properties_fit(*newest, condition.find("has"));
}

bool model_sequence_holds(const Value& condition, const std::vector<ModelEvent>& events,
                          Millis now) {
  std::vector<Step> steps;
  for (const Value& asked : condition.find("sequence")->as_array()) {
    steps.push_back({&asked, {}});
    for (const ModelEvent& event : events) {
      if (fits(event, asked, "event") && in_window(event.at, condition, now)) {
        steps.back().events.push_back(event);
      }
    }
  }
  std::vector<Millis> forbidden;
  if (const Value* without = condition.find("without")) {
    for (const ModelEvent& event : events) {
      if (fits(event, *without, "event")) forbidden.push_back(event.at);
    }
  }
  return some_choice(steps, 0, 0, 0, forbidden);
}

bool model_message_holds(const Value& condition, const std::vector<ModelMessage>& messages,
                         Millis now) {
  size_t count = 0;
  for (const ModelMessage& message : messages) {
    const auto first = message.first.find(condition.find("message")->as_string());
    if (first == message.first.end()) continue;
    bool counts = in_window(first->second, condition, now);
    for (const char* member : {"template", "campaign", "flow", "node", "channel"}) {
      const Value* wanted = condition.find(member);
      const Value* is = message.about.find(member);
      counts = counts && (wanted == nullptr || (is != nullptr && *is == *wanted));
    }
    if (counts) ++count;
  }
  return enough(count, condition.find("count"));
}

} // namespace beckon::model
