#include "flow/nodes/registry.h"

#include <algorithm>

namespace beckon::flow {
namespace {

const std::vector<NodeKind>& kinds() {
  static const std::vector<NodeKind> table = {
      {"delay", {"for", "next"}, parse_delay},
      {"delay_until",
       {"time", "weekdays", "window", "date", "offset", "yearly", "next"},
       parse_delay_until},
      {"wait_until", {"paths", "timeout", "else"}, parse_wait_until},
      {"split", {"branches", "else"}, parse_split},
      {"random_split", {"branches"}, parse_random_split},
      {"holdout", {"share", "next", "held"}, parse_holdout},
      {"experiment", {"key", "variants", "winner"}, parse_experiment},
      {"message", {"channel", "template", "topic", "next"}, parse_message, true},
      {"webhook", {"url", "method", "headers", "body", "next"}, parse_webhook, true},
      {"update_profile", {"set", "next"}, parse_update_profile, true},
      {"list", {"list", "action", "next"}, parse_list, true},
      {"emit_event", {"event", "properties", "next"}, parse_emit_event, true},
      {"start_flow", {"flow", "properties", "next"}, parse_start_flow, true},
      {"stop_flow", {"flow", "reason", "next"}, parse_stop_flow},
      {"rate_gate", {"limit", "per", "next"}, parse_rate_gate},
      {"goal", {"next"}, parse_goal},
      {"exit", {"reason"}, parse_exit},
  };
  return table;
}

} // namespace

const NodeKind* find_node_kind(std::string_view type) {
  const auto found = std::find_if(kinds().begin(), kinds().end(),
                                  [&](const NodeKind& kind) { return kind.type == type; });
  return found == kinds().end() ? nullptr : &*found;
}

const std::vector<std::string>& node_types() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> names;
    for (const NodeKind& kind : kinds()) names.push_back(kind.type);
    return names;
  }();
  return types;
}

} // namespace beckon::flow
