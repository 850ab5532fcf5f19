// Batches that are filled again when nobody holds them any more: a thousand records are read into
// some five thousand pieces of memory, which one thread takes from the heap and another gives back.
// That takes a third of the time of reading them.
//
// Thread safety: any thread.
#pragma once

#include <memory>

#include "engine/batch.h"

namespace beckon::engine {

class BatchPool {
 public:
  BatchPool();
  // An empty one. It comes back by itself, and may outlive the pool.
  BatchPtr take();

 private:
  struct Kept;
  const std::shared_ptr<Kept> kept_;
};

} // namespace beckon::engine
