// The pace of an account and its circuit breaker.
#include <doctest/doctest.h>

#include "engine/routing/breaker.h"
#include "engine/routing/gcra.h"

namespace beckon::engine {
namespace {

constexpr Millis kNow = 1'709'283'600'000;

using State = Breaker::State;
using Result = Breaker::Result;

void call(Breaker* breaker, Result result, Millis now) {
  breaker->begin(now);
  breaker->settled(result, now);
}

} // namespace

TEST_CASE("a pace lets its burst go at once and the others evenly") {
  Gcra pace({1, {1'000, 0}, 3}); // one a second, three at once
  for (int i = 0; i < 3; ++i) {
    CHECK(pace.free_at(kNow) == kNow);
    pace.take(kNow);
  }
  CHECK(pace.free_at(kNow) == kNow + 1'000);
  pace.give_back();
  CHECK(pace.free_at(kNow) == kNow);
  pace.take(kNow);
  CHECK(pace.free_at(kNow + 999) == kNow + 1'000);
  CHECK(pace.free_at(kNow + 1'000) == kNow + 1'000);
}

TEST_CASE("a pace is never above its limit in any window, nor below it when all is asked for") {
  Gcra pace({7, {1'000, 0}, 1});
  std::vector<Millis> went;
  for (Millis now = kNow; went.size() < 700; ++now) {
    while (pace.free_at(now) <= now) {
      pace.take(now);
      went.push_back(now);
    }
  }
  for (size_t i = 7; i < went.size(); ++i) CHECK(went[i] - went[i - 7] >= 1'000);
  CHECK(went.back() - went.front() <= 100'001);
}

TEST_CASE("a clock that goes back makes a pace wait no longer than its burst takes") {
  Gcra pace({1, {1'000, 0}, 2});
  pace.take(kNow);
  CHECK(pace.free_at(kNow - 3'600'000) - (kNow - 3'600'000) <= 2'000);
}

TEST_CASE("a breaker opens after failures in a row and closes after a probe") {
  Breaker breaker{provider::BreakerTerms()};
  for (int i = 0; i < 4; ++i) call(&breaker, Result::failure, kNow);
  call(&breaker, Result::success, kNow); // begins the row anew
  for (int i = 0; i < 4; ++i) call(&breaker, Result::failure, kNow);
  CHECK(breaker.state(kNow) == State::closed);
  call(&breaker, Result::failure, kNow);
  CHECK(breaker.state(kNow) == State::open);
  CHECK(breaker.free_at(kNow) == kNow + 30'000);
  const Millis later = kNow + 30'000;
  CHECK(breaker.state(later) == State::half_open);
  CHECK(breaker.free_at(later) == later);
  breaker.begin(later);
  CHECK(breaker.free_at(later) == kMillisMax); // one probe at a time
  breaker.settled(Result::success, later);
  CHECK(breaker.state(later) == State::closed);
}

TEST_CASE("each pause is twice the one before, up to the longest") {
  Breaker breaker{provider::BreakerTerms()};
  call(&breaker, Result::fatal, kNow);
  Millis now = kNow;
  for (const Millis pause : {30'000, 60'000, 120'000, 240'000, 300'000, 300'000}) {
    CHECK(breaker.free_at(now) - now == pause);
    now = breaker.free_at(now);
    call(&breaker, Result::failure, now);
  }
  now = breaker.free_at(now);
  call(&breaker, Result::success, now);
  call(&breaker, Result::fatal, now);
  CHECK(breaker.free_at(now) - now == 30'000); // it was well in between
}

TEST_CASE("a breaker opens when most of enough calls in its window fail") {
  Breaker breaker{provider::BreakerTerms()};
  const auto mixed = [&](Millis now) { // two of three fail, never five in a row
    call(&breaker, Result::success, now);
    call(&breaker, Result::failure, now);
    call(&breaker, Result::failure, now);
  };
  for (int i = 0; i < 6; ++i) mixed(kNow + i); // 18 calls: too few to judge
  CHECK(breaker.state(kNow + 10) == State::closed);
  mixed(kNow + 120'000); // those before are out of the window
  CHECK(breaker.state(kNow + 120'000) == State::closed);
  for (int i = 0; i < 6; ++i) mixed(kNow + 120'001 + i);
  CHECK(breaker.state(kNow + 120'010) == State::open);
}

TEST_CASE("a probe that was given back leaves its place to another; late answers say nothing") {
  Breaker breaker{provider::BreakerTerms()};
  breaker.begin(kNow);
  call(&breaker, Result::fatal, kNow);
  breaker.settled(Result::success, kNow + 1); // of a call before the pause
  CHECK(breaker.state(kNow + 1) == State::open);
  const Millis later = kNow + 30'000;
  breaker.begin(later);
  breaker.given_back();
  CHECK(breaker.free_at(later) == later);
}

} // namespace beckon::engine
