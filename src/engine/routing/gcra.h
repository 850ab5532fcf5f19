// A pace: at most so many in any span of time, evenly, with a burst (generic cell rate algorithm).
// One number of state; a clock that goes back makes it wait no longer than the burst allows.
//
// Thread safety: none.
#pragma once

#include "base/time.h"
#include "provider/terms.h"

namespace beckon::engine {

class Gcra {
 public:
  explicit Gcra(const provider::Rate& rate);

  // When the next one may go; <= now: at once.
  Millis free_at(Millis now) const;
  void take(Millis now);
  // One that was taken did not go.
  void give_back() { next_us_ -= step_us_; }

 private:
  int64_t step_us_, tolerance_us_; // microseconds
  int64_t next_us_ = INT64_MIN;    // when the one after the last would be due at an even pace
};

} // namespace beckon::engine
