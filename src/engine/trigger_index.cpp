#include "engine/trigger_index.h"

#include <algorithm>

#include "engine/definitions.h"
#include "flow/date.h"
#include "segment/profile_zone.h"

namespace beckon::engine {

void TriggerIndex::add(const Flow& flow) {
  using On = flow::Trigger::On;
  const flow::Trigger& trigger = flow.current().trigger;
  if (trigger.on == On::list_joined && flow.status == "live") {
    lists_[trigger.name].push_back(flow.number);
  }
  if (flow.status == "archived") return;
  if (trigger.on == On::date) {
    dates_.push_back(flow.number);
    date_traits_[trigger.date->path.first()].push_back(flow.number);
  }
  if (trigger.on == On::schedule) schedules_.push_back(flow.number);
}

const std::vector<uint32_t>& TriggerIndex::started_by_list(std::string_view list) const {
  static const std::vector<uint32_t> none;
  const auto found = lists_.find(list);
  return found == lists_.end() ? none : found->second;
}

std::vector<uint32_t> TriggerIndex::dated_by(const schema::Value& traits) const {
  if (dates_.empty()) return {};
  if (traits.find(segment::kZoneTrait) != nullptr) return dates_;
  std::vector<uint32_t> flows;
  for (const schema::Member& member : traits.as_object()) {
    const auto found = date_traits_.find(member.key);
    if (found == date_traits_.end()) continue;
    flows.insert(flows.end(), found->second.begin(), found->second.end());
  }
  std::sort(flows.begin(), flows.end());
  flows.erase(std::unique(flows.begin(), flows.end()), flows.end());
  return flows;
}

} // namespace beckon::engine
