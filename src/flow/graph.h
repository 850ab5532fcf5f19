// Whether the nodes of a flow form a sound graph: targets exist, everything can be reached, and no
// entry can run in a circle without time passing.
#pragma once

#include <string>
#include <vector>

#include "flow/reader.h"

namespace beckon::flow {

struct GraphNode {
  std::string key;
  bool waits; // also true of a node that could not be read: it gets no blame for a loop
};

// `nodes` in order of writing; `start` may be "" when it could not be read. Appends every issue.
void check_graph(const std::vector<GraphNode>& nodes, const std::string& start, Reading* reading);

} // namespace beckon::flow
