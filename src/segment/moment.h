// When and where a test of a value is asked.
#pragma once

#include <optional>

#include "base/zone.h"

namespace beckon::segment {

struct Moment {
  Millis now = 0;
  const Zone* zone = &Zone::utc(); // of the profile; never null
  std::optional<Millis> since;     // since when the value is what it is; nothing: not known
};

// What of a Moment an answer depends on.
struct Needs {
  bool now = false, zone = false, since = false;
  void add(const Needs& other) {
    now = now || other.now;
    zone = zone || other.zone;
    since = since || other.since;
  }
};

} // namespace beckon::segment
