// By whose clock a profile lives in a flow: its own zone, else the flow's, else the workspace's,
// else UTC. An invalid name is passed over.
#pragma once

#include "base/zone.h"
#include "engine/definitions.h"
#include "segment/profile_zone.h"

namespace beckon::engine {

// `flow` may be null.
inline const Zone& recipient_zone(const segment::Facts& facts, const flow::Definition* flow,
                                  const Definitions& definitions) {
  const schema::Value* name = facts.trait(segment::kZoneTrait);
  if (name != nullptr && name->is_string()) {
    if (const Zone* zone = find_zone(name->as_string())) return *zone;
  }
  if (flow != nullptr && flow->zone != nullptr) return *flow->zone;
  const Zone* zone = definitions.policy().zone;
  return zone == nullptr ? Zone::utc() : *zone;
}

} // namespace beckon::engine
