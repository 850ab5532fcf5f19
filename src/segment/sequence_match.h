// Finds the choice of events that makes a sequence hold for longest. Pure.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"

namespace beckon::segment {

// One step of a sequence: the times of the events that may serve as it.
struct SequenceStep {
  std::vector<Millis> times;   // ascending
  std::optional<Duration> gap; // the longest wait since the step before; none: any
};

struct SequenceMatch {
  std::vector<Millis> times; // one a step, strictly ascending
  // The first instant at which one of them is outside the outer window; kMillisMax: never.
  Millis leaves = kMillisMax;
};

// Of all choices of one event a step, each strictly later than the one before and within its gap,
// without a barrier strictly between the first and the last, the one that leaves the window last:
// the sequence holds until then, and not after. Nothing when there is no choice.
// `barriers` ascend; `within` is the outer window, which holds every step.
// Cost: O(steps × events × log events).
std::optional<SequenceMatch> match_sequence(const std::vector<SequenceStep>& steps,
                                            const std::vector<Millis>& barriers,
                                            const std::optional<Duration>& within);

} // namespace beckon::segment
