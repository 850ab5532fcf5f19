// The end of a length of time that an entry waits.
#pragma once

#include "base/zone.h"
#include "flow/node.h"

namespace beckon::flow {

// Months and years count on the recipient's calendar. Other lengths need no calendar, and so no row
// of the profile.
inline Millis later(Millis at, const Duration& length, const World& world) {
  return length.months == 0 ? add(at, length) : add(at, length, world.zone());
}

} // namespace beckon::flow
