// Randomness for tests: seeded and the same everywhere (no std:: distribution).
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace beckon::test {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15ULL) {}

  uint64_t bits() { return engine_(); }
  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  // Both ends included.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
  }
  bool one_in(size_t count) { return below(count) == 0; }
  std::string bytes(size_t count) {
    std::string text(count, '\0');
    for (char& c : text) c = static_cast<char>(engine_());
    return text;
  }
  std::string word(size_t longest = 8) {
    std::string text;
    for (size_t left = 1 + below(longest); left > 0; --left) {
      text += static_cast<char>('a' + below(26));
    }
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

} // namespace beckon::test
