#include "engine/routing/gcra.h"

#include <algorithm>

namespace beckon::engine {

Gcra::Gcra(const provider::Rate& rate)
    : step_us_(std::max<int64_t>(1, rate.per.ms * 1'000 / rate.limit)),
      tolerance_us_(step_us_ * (static_cast<int64_t>(rate.burst) - 1)) {}

Millis Gcra::free_at(Millis now) const {
  const int64_t now_us = now * 1'000;
  if (next_us_ <= now_us + tolerance_us_) return now;
  const int64_t wait_us = std::min(next_us_ - tolerance_us_ - now_us, step_us_ + tolerance_us_);
  return now + (wait_us + 999) / 1'000;
}

void Gcra::take(Millis now) { next_us_ = std::max(next_us_, now * 1'000) + step_us_; }

} // namespace beckon::engine
