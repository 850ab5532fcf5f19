#include "engine/policy/retention_settings.h"

#include "base/limits.h"
#include "segment/selector.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kForever = "forever";
constexpr int64_t kDayMs = 86'400'000;

// What is wrong with a name, or "".
std::string fault_of(const std::string& name) {
  if (name.empty()) return "an event's name is not empty";
  if (name.size() > limits::event_name_bytes) {
    return "the name has too many bytes (limit event_name_bytes: " +
           std::to_string(limits::event_name_bytes) + ")";
  }
  if (segment::is_reserved_event(name)) {
    return "an event's name does not begin with a control character";
  }
  return "";
}

} // namespace

std::vector<segment::RetentionRule> compile_retention(const RetentionSettings& setting,
                                                      const std::string& pointer, Issues* issues) {
  std::vector<segment::RetentionRule> rules;
  if (setting.every) {
    const bool fits = setting.every->months == 0 && setting.every->ms >= kDayMs &&
                      setting.every->ms <= 90 * kDayMs;
    if (!fits)
      issues->push_back({pointer + "/every", "every is a duration between 1d and 90d", ""});
  }
  const std::string events = pointer + "/events";
  if (setting.events.size() > limits::event_names) {
    issues->push_back({events,
                       "there are more rules than names may be (limit event_names: " +
                           std::to_string(limits::event_names) + ")",
                       "write one rule for names that begin alike, as \"Order*\""});
    return rules;
  }
  for (const auto& [name, written] : setting.events) {
    const std::string at = pointer_join(events, name);
    const std::string fault = fault_of(name);
    if (!fault.empty()) issues->push_back({at, fault, R"(for all events write "*")"});
    segment::RetentionRule rule;
    rule.event = name;
    rule.prefix = name.ends_with('*');
    if (rule.prefix) rule.event.pop_back();
    if (written != kForever) {
      rule.keep = parse_duration(written);
      if (!rule.keep || *rule.keep == Duration{}) {
        issues->push_back({at, "how long events are kept is a duration above zero, or \"forever\"",
                           R"(for example "90d", "6mo" or "2y")"});
      }
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

} // namespace beckon::engine
