// How long a try that failed is waited for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace beckon::engine {

// 1, 2, 4, 8, 16, 32 seconds after the first, second … try.
inline Millis backoff_ms(uint32_t attempts) {
  return Millis{1'000} << (attempts == 0 ? 0 : std::min<uint32_t>(attempts - 1, 5));
}

} // namespace beckon::engine
