// Timers that wait in the engine's state, and the same in a bare table of LMDB.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct TimerCosts {
  double insert_seconds = 0, pop_seconds = 0;
  double bytes = 0; // on disk when all wait
};

// Inserts timers for those instants in that order, then pops all of them, durably. Throws when one
// is lost or comes out of order.
TimerCosts measure_engine_timers(const std::string& folder, const std::vector<int64_t>& dues);
TimerCosts measure_bare_timers(const std::string& folder, const std::vector<int64_t>& dues);

} // namespace bench
