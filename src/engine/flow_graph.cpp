#include "engine/flow_graph.h"

namespace beckon::engine {

FlowGraph::FlowGraph(flow::DefinitionPtr definition) : definition_(std::move(definition)) {
  stops_.resize(definition_->nodes.size());
  for (const auto& [key, place] : definition_->nodes) {
    stops_[place.index] = {&key, &place, place.node->listening()};
  }
  for (const flow::Occurrence& exit : definition_->exits) {
    if (exit.condition != nullptr) exits_by_condition_ = true;
    else events_.push_back(exit.event.event);
  }
  watches_ = exits_by_condition_ || goal_by_condition();
  if (definition_->goal && !goal_by_condition()) {
    events_.push_back(definition_->goal->when.event.event);
  }
  for (const Stop& stop : stops_) {
    watches_ = watches_ || stop.listens.changes;
    events_.insert(events_.end(), stop.listens.events.begin(), stop.listens.events.end());
  }
  std::sort(events_.begin(), events_.end());
  events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
}

} // namespace beckon::engine
