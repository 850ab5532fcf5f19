// A small number for each thread, so that threads can keep to places of their own in what they
// share: a place that one thread alone writes to costs the others nothing.
#pragma once

#include <atomic>
#include <cstddef>

namespace beckon {

// What two processors do not write to at the same time without waiting for each other.
inline constexpr size_t kCacheLine = 64;

// In the order in which threads asked first; never given twice.
inline size_t thread_number() {
  static std::atomic<size_t> next{0};
  thread_local const size_t number = next.fetch_add(1, std::memory_order_relaxed);
  return number;
}

} // namespace beckon
