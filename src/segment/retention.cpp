#include "segment/retention.h"

#include <algorithm>

#include "schema/json.h"
#include "segment/event_reader.h"
#include "segment/retained.h"

namespace beckon::segment {

using schema::Value;

Window Keep::narrow(const Window& window) const {
  Window narrowed = window;
  if (within) narrowed.within = window.within ? shorter_of(*window.within, *within) : within;
  narrowed.from = std::max(window.from, from);
  return narrowed;
}

Retention::Retention(std::vector<RetentionRule> rules,
                     std::map<std::string, Millis, std::less<>> floors)
    : rules_(std::move(rules)), floors_(std::move(floors)) {
  keeps_.emplace_back();
  Value text = Value::array();
  for (const RetentionRule& rule : rules_) {
    keeps_.push_back({rule.keep, kMillisMin});
    Value row = Value::object({{"event", rule.event + (rule.prefix ? "*" : "")}});
    if (rule.keep) row.set("keep", format_duration(*rule.keep));
    text.push_back(std::move(row));
  }
  for (const auto& [name, floor] : floors_) {
    const Keep keep{keeps_[rule_of(name)].within, floor};
    floor_rules_[name] = keeps_.size();
    keeps_.push_back(keep);
    text.push_back(Value::object({{"event", name}, {"from", format_time(floor)}}));
  }
  text_ = to_canonical_json(text);
}

size_t Retention::rule_of(std::string_view name) const {
  if (is_reserved_event(name)) return 0;
  if (const auto floor = floor_rules_.find(name); floor != floor_rules_.end()) return floor->second;
  size_t found = 0, length = 0;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const RetentionRule& rule = rules_[i];
    if (!rule.prefix && rule.event == name) return i + 1;
    const bool longer = found == 0 || rule.event.size() > length;
    if (!rule.prefix || !longer || !name.starts_with(rule.event)) continue;
    found = i + 1;
    length = rule.event.size();
  }
  return found;
}

std::vector<Keep> Retention::keeps(std::string_view event, bool prefix) const {
  std::vector<Keep> found;
  const auto add = [&](const Keep& keep) {
    if (std::find(found.begin(), found.end(), keep) == found.end()) found.push_back(keep);
  };
  if (!prefix) return {of(event)};
  // Of a name that no longer beginning is known of.
  size_t base = 0, length = 0;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const RetentionRule& rule = rules_[i];
    const bool longer = base == 0 || rule.event.size() > length;
    if (!rule.prefix || !longer || !event.starts_with(rule.event)) continue;
    base = i + 1;
    length = rule.event.size();
  }
  add(keeps_[base]);
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].event.starts_with(event)) add(keeps_[i + 1]);
  }
  for (const auto& [name, rule] : floor_rules_) {
    if (name.starts_with(event)) add(keeps_[rule]);
  }
  return found;
}

PredicatePtr under_retention(const ConditionParser& parser,
                             const std::vector<const EventFilter*>& filters, const Window& window,
                             const MakeInWindow& make) {
  const auto retention = parser.names.retention();
  if (retention == nullptr) return make(window);
  std::optional<Window> common;
  for (const EventFilter* filter : filters) {
    for (const Keep& keep : retention->keeps(filter->event, filter->prefix)) {
      const Window narrowed = keep.narrow(window);
      if (common && !(narrowed == *common)) {
        PredicatePtr whole = make(window);
        if (whole == nullptr) return nullptr;
        return std::make_shared<Retained>(std::move(whole), window, retention);
      }
      common = narrowed;
    }
  }
  return make(common.value_or(window));
}

} // namespace beckon::segment
