// Random commands, so many as are asked for, told to the engine and to the naive models alike;
// after each of them both must say the same. Here is a sample; ./dev crash model tells a million.
// BECKON_CASES=n: so many commands. BECKON_SEED=n: one history alone.
#include <cstdint>

#include "flow_generator.h"
#include "flow_history.h"
#include "schema/json.h"
#include "segment_history.h"
#include "window_history.h"

namespace property {
namespace {

constexpr uint64_t kCommands = 4'000;
constexpr uint64_t kFirstSeed = 1'000'001; // other histories than those of the tests by name

// So many per cent of all commands. `history` answers how many commands one has told.
template <typename History>
void tell(uint64_t per_cent, History history) {
  const char* only = std::getenv("BECKON_SEED");
  const char* more = std::getenv("BECKON_CASES");
  const uint64_t all = more == nullptr ? kCommands : std::strtoull(more, nullptr, 10);
  uint64_t seed = only == nullptr ? kFirstSeed : std::strtoull(only, nullptr, 10);
  uint64_t commands = 0, histories = 0;
  do {
    CAPTURE(seed);
    Random random(seed * 0x9E3779B97F4A7C15U);
    commands += history(random);
    ++histories;
    ++seed;
  } while (only == nullptr && commands * 100 < all * per_cent);
  MESSAGE(commands << " commands in " << histories << " histories, no difference");
}

// Of segment_history.h and window_history.h.
template <typename History>
uint64_t commands_of(History* history, int steps) {
  for (int step = 0; step < steps; ++step) history->step();
  history->check_sound();
  return history->commands();
}

TEST_CASE("commands: people, consents, lists, messages and segments equal the model") {
  tell(55, [](Random& random) {
    SegmentHistory history(&random);
    return commands_of(&history, 50);
  });
}

TEST_CASE("commands: windows of hours and of the calendar equal the model") {
  tell(20, [](Random& random) {
    WindowHistory history(&random, random.one_in(3) ? calendar_windows() : windows_of_hours());
    return commands_of(&history, 60);
  });
}

TEST_CASE("commands: flows and what they send equal the model") {
  tell(25, [](Random& random) -> uint64_t {
    const Value scenario = random_scenario(random);
    const Comparison found = compare(scenario);
    REQUIRE_MESSAGE(!found.refused, found.difference);
    if (!found.difference.empty()) FAIL(shrunk(scenario));
    return found.steps;
  });
}

} // namespace
} // namespace property
