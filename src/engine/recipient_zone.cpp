#include "engine/recipient_zone.h"

#include "engine/definitions.h"
#include "segment/profile_zone.h"

namespace beckon::engine {
namespace {

const Zone* zone_in(const schema::Value* name) {
  return name != nullptr && name->is_string() ? find_zone(name->as_string()) : nullptr;
}

} // namespace

const Zone& workspace_zone(const flow::Definition* flow, const Definitions& definitions) {
  if (flow != nullptr && flow->zone != nullptr) return *flow->zone;
  const Zone* zone = zone_in(definitions.settings().find("timezone"));
  return zone == nullptr ? Zone::utc() : *zone;
}

const Zone& recipient_zone(const segment::Facts& profile, const flow::Definition* flow,
                           const Definitions& definitions) {
  const Zone* own = zone_in(profile.trait(segment::kZoneTrait));
  return own == nullptr ? workspace_zone(flow, definitions) : *own;
}

} // namespace beckon::engine
