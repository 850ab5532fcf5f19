// What a condition may cost for each profile, before it is ever evaluated. Pure.
#pragma once

#include <string>

#include "segment/condition.h"

namespace beckon::segment {

// In events that the engine may have to remember of a profile and look at: as many as a count's
// bound, limits::series_kept for a question about all events of a window. Equal questions about
// events are remembered once. Any other question costs one.
struct Cost {
  size_t total = 0;
  size_t dearest = 0;          // of the one part that costs most
  std::string dearest_pointer; // and where it stands
};
Cost cost_of(const Expression& root);

} // namespace beckon::segment
