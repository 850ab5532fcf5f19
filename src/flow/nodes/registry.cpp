#include "flow/nodes/registry.h"

#include <algorithm>

namespace beckon::flow {
namespace {

const std::vector<NodeKind>& kinds() {
  static const std::vector<NodeKind> table = {
      {"delay", {"for", "next"}, parse_delay},
      {"split", {"branches", "else"}, parse_split},
      {"message", {"channel", "template", "topic", "next"}, parse_message, true},
      {"update_profile", {"set", "next"}, parse_update_profile, true},
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
