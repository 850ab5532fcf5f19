// A version of a flow as its entries ask for it at every step: nodes by number with what they
// listen to, and which conditions are asked at all. Found once, when the version is compiled.
// Immutable.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "flow/definition.h"
#include "flow/node.h"

namespace beckon::engine {

class FlowGraph {
 public:
  struct Stop {
    const std::string* key = nullptr;
    const flow::Place* place = nullptr;
    flow::Listening listens;
    bool hears(std::string_view event) const {
      return std::find(listens.events.begin(), listens.events.end(), event) != listens.events.end();
    }
  };

  explicit FlowGraph(flow::DefinitionPtr definition);

  const flow::Definition& definition() const { return *definition_; }
  const Stop& at(uint32_t index) const { return stops_.at(index); }
  const std::vector<Stop>& stops() const { return stops_; }
  const Stop& at(const std::string& key) const { return stops_[definition_->nodes.at(key).index]; }
  bool exits_by_condition() const { return exits_by_condition_; }
  bool goal_by_condition() const {
    return definition_->goal && definition_->goal->when.condition != nullptr;
  }
  // Whether anything of it is to be asked when the profile changes.
  bool watches() const { return watches_; }
  // Names of the events that end, convert or move entries of it; sorted, each once.
  const std::vector<std::string>& events() const { return events_; }

 private:
  flow::DefinitionPtr definition_;
  std::vector<Stop> stops_; // by index
  bool exits_by_condition_ = false, watches_ = false;
  std::vector<std::string> events_;
};

} // namespace beckon::engine
