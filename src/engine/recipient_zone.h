// In whose local time something happens: the profile's, else the flow's, else the workspace's, else
// UTC. A name that the system does not know is passed over.
#pragma once

#include "base/zone.h"
#include "flow/definition.h"
#include "segment/facts.h"

namespace beckon::engine {

class Definitions;

// Where nobody in particular is meant. `flow` may be null.
const Zone& workspace_zone(const flow::Definition* flow, const Definitions& definitions);
const Zone& recipient_zone(const segment::Facts& profile, const flow::Definition* flow,
                           const Definitions& definitions);

} // namespace beckon::engine
