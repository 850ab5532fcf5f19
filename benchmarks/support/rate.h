// How often something can be done.
#pragma once

#include <algorithm>
#include <cstdint>

#include "support/timing.h"

namespace bench {

// Calls it for so long; calls a second of processor time, the best of three rounds.
template <typename Call>
double rate(double seconds, Call&& call, int calls_a_look = 200) {
  double best = 0;
  for (int round = 0; round < 3; ++round) {
    const CpuWatch watch;
    uint64_t count = 0;
    double elapsed = 0;
    while (elapsed < seconds) {
      for (int i = 0; i < calls_a_look; ++i) call();
      count += static_cast<uint64_t>(calls_a_look);
      elapsed = watch.seconds();
    }
    best = std::max(best, static_cast<double>(count) / elapsed);
  }
  return best;
}

} // namespace bench
