#include "engine/flow_rows.h"

namespace beckon::engine {

NodeId node_id(const EntryRow& entry) {
  const Visit& visit = entry.path.back();
  return {entry.flow, visit.version, visit.node};
}

Millis goal_end(const flow::Definition& definition, const EntryRow& entry) {
  if (!definition.goal) return kMillisMin;
  if (definition.goal->within) return add(entry.started_at, *definition.goal->within);
  return entry.state == EntryState::active ? kMillisMax : entry.ended_at;
}

bool goal_is_open(const flow::Definition& definition, const EntryRow& entry, Millis now) {
  return entry.converted_at == 0 && now <= goal_end(definition, entry);
}

} // namespace beckon::engine
