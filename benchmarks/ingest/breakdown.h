// Where the processor's time goes for one event: the same events through an engine that has nothing
// to keep, then with segments, then with flows.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct Breakdown {     // microseconds of processor time an event, on all threads
  double reading = 0;  // its JSON, once; it is read by the caller's thread and by the writer's
  double storing = 0;  // all that an engine without definitions does beside
  double segments = 0; // what a hundred of them add
  double flows = 0;    // what three of them add to that
};

Breakdown measure_breakdown(const std::string& folder, uint32_t people, uint32_t events,
                            uint32_t batch, uint64_t threads, int64_t now);

} // namespace bench
