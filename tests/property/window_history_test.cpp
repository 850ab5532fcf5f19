// Windows to the millisecond: memberships equal the model's around every instant that matters.
#include "window_history.h"

namespace property {
namespace {

void run(const WindowTerms& terms) {
  for_cases(kCases, [&](Random& random) {
    WindowHistory history(&random, terms);
    for (int step = 0; step < 60; ++step) history.step();
    history.check_sound();
  });
}

TEST_CASE("windows of hours equal the model around every instant at which an event leaves") {
  run(windows_of_hours());
}

TEST_CASE("calendar windows equal the model across the ends of months") { run(calendar_windows()); }

} // namespace
} // namespace property
