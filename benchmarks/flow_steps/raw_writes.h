// The peer: what transitions write, and nothing else. The earliest timer goes, a record goes to the
// end of the journal, a timer comes.
#pragma once

#include <cstdint>
#include <string>

#include "support/bare_lmdb.h"

namespace bench {

class RawWrites {
 public:
  // So many timers wait, `step` apart from `start` on; `batch` transitions are one transaction.
  RawWrites(const std::string& folder, uint64_t waiting, uint64_t start, uint64_t step,
            uint64_t batch);
  // Every waiting timer once, in order; each comes again `delay` later.
  void pass_all(uint64_t delay);
  // Throws when timers or records are not as many as they should be.
  void check();

 private:
  BareLmdb lmdb_;
  uint64_t waiting_, batch_, offset_ = 0;
};

} // namespace bench
