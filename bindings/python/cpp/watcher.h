// A Python callable that looks on while an operation runs, and Ctrl-C, which ends it.
//
// Thread safety: the library reports on the thread that made the call; each report takes the GIL.
// Ownership: lives on the stack of that call, and is destroyed under the GIL.
#pragma once

#include <beckon/beckon.h>
#include <pybind11/pybind11.h>

#include <optional>

namespace beckon_python {

class Watcher {
 public:
  // None, or progress(done, of): the call ends when it answers False or raises.
  explicit Watcher(pybind11::object progress) : progress_(std::move(progress)) {}

  beckon_progress_hook hook() noexcept { return {this, report}; }
  // What the callable, or a signal's handler, raised: to be raised once the call has ended.
  std::optional<pybind11::error_already_set>& raised() noexcept { return raised_; }

 private:
  static int32_t report(void* user, uint64_t done, uint64_t of) noexcept;
  bool goes_on(uint64_t done, uint64_t of);

  pybind11::object progress_;
  std::optional<pybind11::error_already_set> raised_;
};

} // namespace beckon_python
