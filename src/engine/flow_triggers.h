// What will start a flow by time: a date of each profile, the next occurrence of a schedule; and
// starts of many at once, which are done slice by slice.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace beckon::engine {

// One row a flow and profile for dates, one a flow (profile 0) for all else.
struct TriggerRow {
  Millis due = 0;     // of its timer; of the slices under way the instant that they belong to
  uint64_t timer = 0; // its sequence; 0: none, while the flow is paused amid slices
  // Profiles that are still to be asked, [next, end); both 0: no slices are under way.
  uint32_t next = 0, end = 0;
  bool is_under_way() const { return end != 0; }
};
std::string trigger_key(uint32_t flow, uint32_t profile);
std::string encode(const TriggerRow& row);
TriggerRow decode_trigger(std::string_view bytes); // throws corrupt

} // namespace beckon::engine
