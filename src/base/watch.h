// Who looks on while a long call works: is told how far it has come, and may end it.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "base/error.h"

namespace beckon {

// Thread safety: reports come one at a time, on the thread that made the call.
class Watch {
 public:
  // `of` is 0 while the size of the work is not known. False: stop.
  using Report = std::function<bool(uint64_t done, uint64_t of)>;

  Watch() = default; // nobody looks on
  explicit Watch(Report report) : report_(std::move(report)) {}

  // Throws cancelled when the watcher wants no more.
  void report(uint64_t done, uint64_t of) const {
    if (report_ && !report_(done, of)) throw Error(Code::cancelled, "the caller ended the call");
  }
  // The same once in kStride steps, and at the last: for loops over single profiles.
  void step(uint64_t done, uint64_t of) const {
    if (done % kStride == 0 || done == of) report(done, of);
  }

 private:
  static constexpr uint64_t kStride = 4'096;

  Report report_;
};

} // namespace beckon
