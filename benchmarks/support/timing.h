// Stopwatches and percentiles.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace bench {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Time that the calling thread has spent on a processor: what else the machine does is not in it.
class CpuWatch {
 public:
  double seconds() const { return now() - start_; }

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }
  double start_ = now();
};

// The smallest sample that at least `share` (0 to 1) of all do not exceed.
inline double percentile(std::vector<double> samples, double share) {
  if (samples.empty()) throw std::logic_error("no samples");
  const auto count = static_cast<double>(samples.size());
  auto rank = static_cast<size_t>(count * share);
  if (static_cast<double>(rank) < count * share) ++rank;
  const auto index = static_cast<std::ptrdiff_t>(std::max<size_t>(rank, 1) - 1);
  std::nth_element(samples.begin(), samples.begin() + index, samples.end());
  return samples[static_cast<size_t>(index)];
}

} // namespace bench
