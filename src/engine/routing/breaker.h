// A circuit breaker: leaves an account alone that fails, and tries it again with a few calls.
//
// Thread safety: none.
#pragma once

#include <array>

#include "base/time.h"
#include "provider/terms.h"

namespace beckon::engine {

class Breaker {
 public:
  enum class State : uint8_t { closed, open, half_open };
  enum class Result : uint8_t {
    success,
    failure, // of the provider, or on the way to it
    fatal,   // the account itself is refused: opens at once
  };

  explicit Breaker(const provider::BreakerTerms& terms) : terms_(terms) {}

  // When a call may be made; <= now: at once; kMillisMax: when a probe that is under way has come
  // back.
  Millis free_at(Millis now) const;
  State state(Millis now) const;
  // A call is made; settled or given_back follows.
  void begin(Millis now);
  void settled(Result result, Millis now);
  void given_back();
  // Nothing is under way, whatever became of what was begun.
  void all_back() { probes_ = 0; }

 private:
  static constexpr size_t kSlices = 10; // of the window
  struct Slice {
    int64_t number = -1;
    uint32_t calls = 0, failures = 0;
  };
  bool counts_as_broken(Millis now) const;
  void open(Millis now);
  void close();
  Slice& slice_at(Millis now);

  provider::BreakerTerms terms_;
  std::array<Slice, kSlices> slices_{};
  uint32_t in_a_row_ = 0; // failures
  bool open_ = false;     // closed otherwise
  Millis until_ = 0;      // open: the end of the pause
  Millis pause_ = 0;      // the last one
  uint32_t probes_ = 0;   // under way, after the pause
  uint32_t passed_ = 0;   // probes that succeeded
};

} // namespace beckon::engine
