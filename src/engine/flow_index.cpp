#include "engine/flow_index.h"

#include <set>

#include "engine/definitions.h"

namespace beckon::engine {
namespace {

const std::vector<uint32_t>& look_up(
    const std::map<std::string, std::vector<uint32_t>, std::less<>>& index, std::string_view key) {
  static const std::vector<uint32_t> none;
  const auto found = index.find(key);
  return found == index.end() ? none : found->second;
}

} // namespace

void FlowIndex::add(const Flow& flow) {
  if (flow.status == "live") {
    const flow::Trigger& trigger = flow.current().trigger;
    if (trigger.on == flow::Trigger::On::event) by_event_[trigger.name].push_back(flow.number);
    if (trigger.on == flow::Trigger::On::segment_entered) {
      by_entering_[trigger.name].push_back(flow.number);
    }
    if (trigger.on == flow::Trigger::On::segment_left) {
      by_leaving_[trigger.name].push_back(flow.number);
    }
  }
  std::set<std::string_view> events;
  bool watches = false;
  for (const auto& graph : flow.graphs) {
    events.insert(graph->events().begin(), graph->events().end());
    watches = watches || graph->watches();
  }
  for (const std::string_view event : events) {
    hearing_[std::string(event)].push_back(flow.number);
  }
  if (watches) watching_.push_back(flow.number);
}

const std::vector<uint32_t>& FlowIndex::started_by_event(std::string_view event) const {
  return look_up(by_event_, event);
}
const std::vector<uint32_t>& FlowIndex::started_by_segment(std::string_view segment,
                                                           bool entered) const {
  return look_up(entered ? by_entering_ : by_leaving_, segment);
}
const std::vector<uint32_t>& FlowIndex::hearing(std::string_view event) const {
  return look_up(hearing_, event);
}

} // namespace beckon::engine
