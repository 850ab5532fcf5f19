// Writes what a buffered transaction has changed on a thread of its own, while the transaction goes
// on above it: whoever waits for the journal does not wait for the disk to take the state.
//
// Thread safety: one thread calls; `done` comes from the committer's own.
#pragma once

#include <functional>
#include <memory>

#include "base/worker.h"
#include "store/lmdb.h"

namespace beckon::store {

class Committer {
 public:
  explicit Committer(Environment* environment) : environment_(environment) {}

  // Stores and syncs them. REQUIRES: nothing is under way. `done` is called when it has ended,
  // however: it must not block, nor throw.
  void start(std::shared_ptr<const Changes> changes, std::function<void()> done);
  bool under_way() const { return worker_.under_way(); } // until finish()
  // Waits for it, and throws what it failed with.
  void finish() { worker_.finish(); }

 private:
  Environment* environment_;
  Worker worker_;
};

} // namespace beckon::store
