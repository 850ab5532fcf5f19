// The 18 months, day by day: what fell due since the day before, then the day's purchases.
#pragma once

#include <array>
#include <beckon/beckon.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cdnow.h"
#include "definitions.h"

namespace demo {

// Members of the segments at the end of a month, in the order of kSegments.
struct Sample {
  std::string month;
  std::array<uint64_t, kSegments.size()> members = {};
};

struct Played {
  std::vector<Sample> samples;
  uint64_t records = 0;      // stored: purchases, registrations, consents
  double ingest_seconds = 0; // inside ingest
  double total_seconds = 0;  // with the advances, and so with timers, flows and messages
};

struct Step {
  std::chrono::sys_days day;
  double share = 0;              // of the history, 0 to 1
  uint64_t purchases = 0;        // so far
  uint64_t customers = 0;        // so far
  const Sample* month = nullptr; // the sample of a month that has just ended
};

// Plays the purchases on an engine with a manual clock that stands at or before `first`; ends at
// the first instant of `end`. Throws std::runtime_error when a record is refused.
Played play(beckon::Engine& shop, const std::vector<Purchase>& purchases,
            std::chrono::sys_days first, std::chrono::sys_days end,
            const std::function<void(const Step&)>& on_step);

} // namespace demo
