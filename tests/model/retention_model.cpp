#include "model/retention_model.h"

#include "model/date_model.h"

namespace beckon::model {
namespace {

// The rule that names the event, else the one with the longest beginning; "" when there is none.
std::string rule_of(const ModelRetention::Rules& rules, const std::string& name) {
  const auto own = rules.find(name);
  if (own != rules.end() && name.back() != '*') return own->second;
  std::string found, longest;
  for (const auto& [pattern, keep] : rules) {
    if (pattern.back() != '*') continue;
    const bool fits = name.substr(0, pattern.size() - 1) == pattern.substr(0, pattern.size() - 1);
    if (!fits || pattern.size() <= longest.size()) continue;
    longest = pattern;
    found = keep;
  }
  return found;
}

bool is_bounded(const std::string& keep) { return !keep.empty() && keep != "forever"; }

} // namespace

void ModelRetention::change(const Rules& rules, const std::set<std::string>& known, Millis now) {
  former_.push_back({rules_, known, now});
  rules_ = rules;
}

bool ModelRetention::keeps(const ModelEvent& event, Millis now) const {
  for (const Former& former : former_) {
    const std::string keep = rule_of(former.rules, event.name);
    if (!is_bounded(keep) || former.known.count(event.name) == 0) continue;
    if (event.at < earlier_by(former.until, keep)) return false;
  }
  const std::string keep = rule_of(rules_, event.name);
  return !is_bounded(keep) || now <= later_by(event.at, keep);
}

std::vector<ModelEvent> ModelRetention::kept(const std::vector<ModelEvent>& events,
                                             Millis now) const {
  std::vector<ModelEvent> left;
  for (const ModelEvent& event : events) {
    if (keeps(event, now)) left.push_back(event);
  }
  return left;
}

} // namespace beckon::model
