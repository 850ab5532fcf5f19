// Randomness for properties: seeded, the same everywhere (no std:: distribution), and the seed of a
// failing case is printed. BECKON_SEED runs one case alone; BECKON_CASES runs more of them.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace property {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  // Both ends included.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
  }
  bool one_in(size_t count) { return below(count) == 0; }
  template <typename T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }
  std::string word() {
    std::string text;
    for (size_t size = 1 + below(8); size > 0; --size) text += static_cast<char>('a' + below(26));
    return text;
  }
  uint64_t seed() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

// Calls property(random) for so many cases, each with a seed of its own.
template <typename Property>
void for_cases(size_t count, Property property) {
  const char* only = std::getenv("BECKON_SEED");
  const char* more = std::getenv("BECKON_CASES");
  if (more != nullptr) count = static_cast<size_t>(std::strtoull(more, nullptr, 10));
  const uint64_t first = only == nullptr ? 1 : std::strtoull(only, nullptr, 10);
  const uint64_t last = only == nullptr ? count : first;
  for (uint64_t seed = first; seed <= last; ++seed) {
    CAPTURE(seed);
    Random random(seed * 0x9E3779B97F4A7C15U);
    property(random);
  }
}

inline constexpr size_t kCases = 100;

} // namespace property
