// Questions that an entry's row answers together with its flow. Pure.
#pragma once

#include "engine/entry.h"
#include "engine/flow_stats.h"
#include "flow/definition.h"

namespace beckon::engine {

// Where the entry stands, or stood last.
NodeId node_id(const EntryRow& entry);

// Until when the goal counts for the entry, inclusive. Without a time of its own it counts as long
// as the entry runs, the instant of its end included: what ends it may be what it was for.
Millis goal_end(const flow::Definition& definition, const EntryRow& entry);
bool goal_is_open(const flow::Definition& definition, const EntryRow& entry, Millis now);

} // namespace beckon::engine
