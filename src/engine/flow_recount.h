// What an entry has counted, told from its row: what statistics must be equal to. Pure.
#pragma once

#include <map>

#include "engine/entry.h"
#include "engine/flow_stats.h"

namespace beckon::engine {

// Adds what the entry has counted at each node of its way.
void count_entry(const EntryRow& entry, std::map<NodeId, NodeCounts>* nodes);
// The same of its flow; starts that were refused have no row.
void count_entry(const EntryRow& entry, FlowCounts* flow);

} // namespace beckon::engine
