#include "engine/routing/breaker.h"

#include <algorithm>

namespace beckon::engine {

Breaker::State Breaker::state(Millis now) const {
  if (!open_) return State::closed;
  return now < until_ ? State::open : State::half_open;
}

Millis Breaker::free_at(Millis now) const {
  switch (state(now)) {
    case State::closed: return now;
    case State::open: return until_;
    case State::half_open: break;
  }
  return probes_ + passed_ < terms_.probes ? now : kMillisMax;
}

void Breaker::begin(Millis now) {
  if (state(now) == State::half_open) ++probes_;
}

void Breaker::given_back() {
  if (probes_ > 0) --probes_;
}

void Breaker::settled(Result result, Millis now) {
  if (open_) {
    given_back();
    // Calls of before the pause say nothing about after it.
    if (now < until_) return;
    if (result != Result::success) return open(now);
    if (++passed_ >= terms_.probes) close();
    return;
  }
  Slice& slice = slice_at(now);
  ++slice.calls;
  if (result == Result::success) {
    in_a_row_ = 0;
    return;
  }
  ++slice.failures;
  ++in_a_row_;
  if (result == Result::fatal || counts_as_broken(now)) open(now);
}

Breaker::Slice& Breaker::slice_at(Millis now) {
  const int64_t number = now / std::max<Millis>(1, terms_.window.ms / Millis{kSlices});
  Slice& slice = slices_[static_cast<size_t>(std::max<int64_t>(0, number)) % kSlices];
  if (slice.number != number) slice = {number, 0, 0};
  return slice;
}

bool Breaker::counts_as_broken(Millis now) const {
  if (in_a_row_ >= terms_.failures) return true;
  const int64_t newest = now / std::max<Millis>(1, terms_.window.ms / Millis{kSlices});
  uint64_t calls = 0, failures = 0;
  for (const Slice& slice : slices_) {
    if (slice.number <= newest - static_cast<int64_t>(kSlices) || slice.number > newest) continue;
    calls += slice.calls;
    failures += slice.failures;
  }
  return calls >= terms_.calls && failures * 100 > calls * terms_.share;
}

void Breaker::open(Millis now) {
  pause_ = pause_ == 0 ? terms_.pause.ms : std::min(2 * pause_, terms_.longest_pause.ms);
  open_ = true;
  until_ = now + pause_;
  probes_ = passed_ = 0;
}

void Breaker::close() {
  open_ = false;
  pause_ = 0;
  in_a_row_ = 0;
  probes_ = passed_ = 0;
  slices_ = {};
}

} // namespace beckon::engine
