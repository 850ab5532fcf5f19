#include "base/pace.h"

#include <ctime>

namespace beckon {
namespace {

constexpr uint32_t kLookEverySteps = 32; // at what was worked

// Not by the clock on the wall: whoever waited for a processor has rested.
std::chrono::nanoseconds worked() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

void Pace::begin() {
  const std::lock_guard lock(mutex_);
  in_hurry_ = false;
  steps_ = 0;
}

void Pace::hurry() {
  const std::lock_guard lock(mutex_);
  in_hurry_ = true;
  hurried_.notify_all();
}

bool Pace::step() {
  // What the thread did before this piece of work counts for nothing.
  if (steps_ == 0) rested_ = worked();
  if (++steps_ % kLookEverySteps != 0 || worked() - rested_ < times_.work) return false;
  std::unique_lock lock(mutex_);
  const bool rests = !in_hurry_;
  hurried_.wait_for(lock, times_.rest, [this] { return in_hurry_; });
  rested_ = worked();
  return rests;
}

} // namespace beckon
