// What the threads that work in the background have in common: one process of those that have the
// workspace open works, the others ask from time to time whether it is gone; who works rests until
// something is due or it is woken.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/host.h"

namespace spdlog {
class logger;
}

namespace beckon::engine {

// Ownership: borrows everything for as long as the loop runs.
struct Background {
  std::string name;  // in log lines
  std::mutex* mutex; // guards the two flags
  std::condition_variable* wake;
  bool* woken;
  std::function<bool()> stopping;
  const Clock* clock;
  spdlog::logger* log;
};

// Until it is to stop, or the workspace is closed or poisoned; what else fails is logged. `lead`:
// whether this process does the work; `work` does it, and answers when something is due next
// (kMillisMax: nothing is).
void run_in_background(const Background& loop, const std::function<bool()>& lead,
                       const std::function<Millis()>& work);

} // namespace beckon::engine
