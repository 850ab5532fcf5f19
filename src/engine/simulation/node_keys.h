// Entries remember nodes by their index in a version; people know them by their keys.
#pragma once

#include <string>
#include <vector>

#include "flow/definition.h"

namespace beckon::engine {

inline std::vector<std::string> node_keys(const flow::Definition& definition) {
  std::vector<std::string> keys(definition.nodes.size());
  for (const auto& [key, place] : definition.nodes) keys[place.index] = key;
  return keys;
}

} // namespace beckon::engine
