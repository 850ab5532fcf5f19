// How fast long work goes beside others who share its processors: for every moment of a processor
// that it has had it rests for one, until somebody waits for its end.
//
// Thread safety: hurry() from any thread; begin() while nobody works; step() by the one that does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace beckon {

struct PaceTimes {
  std::chrono::microseconds work{1'000}, rest{1'000};
};

class Pace {
 public:
  explicit Pace(PaceTimes times = {}) : times_(times) {}
  Pace(const Pace&) = delete;
  Pace& operator=(const Pace&) = delete;

  void begin(); // another piece of work, which nobody waits for
  void hurry(); // somebody waits: no rests any more until the next one begins
  // Called for every small part of the work, of some microseconds; whether it rested.
  bool step();

 private:
  const PaceTimes times_;
  std::mutex mutex_;
  std::condition_variable hurried_;
  bool in_hurry_ = false;
  uint32_t steps_ = 0;
  std::chrono::nanoseconds rested_{0}; // what the thread had worked in its life by the last rest
};

} // namespace beckon
