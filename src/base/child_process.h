// Another program, run to its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beckon {

struct ChildLimits {
  size_t output_bytes = 0; // of its standard output, and of its standard error
  int64_t milliseconds = 0;
};
struct ChildResult {
  // Not there: no such program. Stopped: it took too long, or wrote too much, and was killed.
  enum class End : uint8_t { exited, killed_by_signal, stopped, not_there };
  End end = End::exited;
  int status = 0; // of one that exited
  std::string out, err;
};

// Runs the program of that name, found along PATH, with these arguments; no shell reads them. It
// gets `input` as its standard input. Thread safety: any thread. Throws io_error when the system
// has no process or pipe to give.
ChildResult run_child(const std::vector<std::string>& command, std::string_view input,
                      const ChildLimits& limits);

} // namespace beckon
