#include "engine/flow_recount.h"

namespace beckon::engine {

void count_entry(const EntryRow& entry, std::map<NodeId, NodeCounts>* nodes) {
  for (size_t i = 0; i < entry.path.size(); ++i) {
    const Visit& visit = entry.path[i];
    NodeCounts& counts = (*nodes)[{entry.flow, visit.version, visit.node}];
    ++counts.entered;
    if (visit.failed) ++counts.failed;
    if (visit.converted) ++counts.converted;
    if (i + 1 < entry.path.size()) {
      const Visit& next = entry.path[i + 1];
      if (next.version != visit.version) {
        ++counts.migrated;
        continue;
      }
      ++counts.moved;
      counts.stayed.add(next.arrived_at - visit.arrived_at);
    } else if (entry.state != EntryState::active) {
      counts.ended.add(entry.reason);
      counts.stayed.add(entry.ended_at - visit.arrived_at);
    }
  }
}

void count_entry(const EntryRow& entry, FlowCounts* flow) {
  ++flow->started;
  if (entry.state == EntryState::completed) ++flow->completed;
  if (entry.state == EntryState::exited) ++flow->exited;
}

} // namespace beckon::engine
