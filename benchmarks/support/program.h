// The `main` of a benchmark.
#pragma once

#include <exception>

#include "support/report.h"

namespace bench {

// Runs it; what it throws becomes a line on standard error and the status 1.
template <typename Run>
int run_program(Run&& run) {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    say(std::string("bench: ") + error.what());
    return 1;
  }
}

} // namespace bench
