// The zone of a profile: its trait `timezone`, an IANA name; UTC when it has none that is known.
#pragma once

#include "base/zone.h"
#include "segment/facts.h"

namespace beckon::segment {

inline constexpr std::string_view kZoneTrait = "timezone";

inline const Zone& zone_of(const Facts& facts) {
  const schema::Value* name = facts.trait(kZoneTrait);
  const Zone* zone = name != nullptr && name->is_string() ? find_zone(name->as_string()) : nullptr;
  return zone == nullptr ? Zone::utc() : *zone;
}

} // namespace beckon::segment
