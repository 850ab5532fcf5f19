// Whether the nodes of a flow form a sound graph: targets exist, everything can be reached, and no
// entry can run in a circle for ever.
#pragma once

#include <string>
#include <vector>

#include "flow/reader.h"

namespace beckon::flow {

struct GraphNode {
  std::string key;
  bool counted; // has a "max"; also true of a node that could not be read, which gets no blame
};

// `nodes` in order of writing; `start` may be "" when it could not be read. Appends every issue.
void check_graph(const std::vector<GraphNode>& nodes, const std::string& start, Reading* reading);

} // namespace beckon::flow
