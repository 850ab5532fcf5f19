// Long work that rests now and then, until somebody waits for it.
#include "base/pace.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

namespace beckon::test {

using namespace std::chrono_literals;

// So that a rest which nobody ends would not end before the test is given up.
constexpr PaceTimes kLongRests{0us, 1h};
constexpr int kManySteps = 10'000;
constexpr int kFewSteps = 64; // of some microseconds together

TEST_CASE("pace: who has worked for a moment rests, and then works for another one") {
  Pace pace({10us, 10us});
  pace.begin();
  for (int rests = 0; rests < 3;) rests += pace.step() ? 1 : 0; // or the test would not end
  Pace tireless({1h, 1h});
  tireless.begin();
  for (int i = 0; i < kManySteps; ++i) REQUIRE_FALSE(tireless.step());
}

TEST_CASE("pace: what was worked before a piece of work counts for nothing in it") {
  constexpr PaceTimes kTimes{5ms, 10us};
  Pace before(kTimes);
  before.begin();
  while (!before.step()) continue; // until the thread has worked for that long
  Pace pace(kTimes);
  pace.begin();
  for (int i = 0; i < kFewSteps; ++i) REQUIRE_FALSE(pace.step());
}

TEST_CASE("pace: in a hurry nobody rests") {
  Pace pace(kLongRests);
  pace.begin();
  pace.hurry();
  for (int i = 0; i < kManySteps; ++i) REQUIRE_FALSE(pace.step());
}

TEST_CASE("pace: whoever rests when somebody begins to wait goes on at once") {
  Pace pace(kLongRests);
  pace.begin();
  std::atomic<int> steps{0};
  std::thread working([&] {
    for (int i = 0; i < kManySteps; ++i) {
      ++steps;
      pace.step();
    }
  });
  // It rests within the first steps, or is about to.
  for (int seen = 0; steps == 0 || seen != steps;) {
    seen = steps;
    std::this_thread::yield();
  }
  pace.hurry();
  working.join();
  CHECK(steps == kManySteps);
}

} // namespace beckon::test
