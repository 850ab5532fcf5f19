// Writes what a buffered transaction has changed on a thread of its own, while the transaction goes
// on above it: whoever waits for the journal does not wait for the disk to take the state.
// It takes its time: nobody waits for it as a rule, and those who are waited for share its
// processors.
//
// Thread safety: one thread calls, hurry() any; `done` comes from the committer's own.
#pragma once

#include <functional>
#include <memory>

#include "base/pace.h"
#include "base/worker.h"
#include "store/lmdb.h"

namespace beckon::store {

class Committer {
 public:
  explicit Committer(Environment* environment, PaceTimes times = {})
      : environment_(environment), pace_(times) {}
  ~Committer() { pace_.hurry(); } // it waits for what is under way
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Stores and syncs them. REQUIRES: nothing is under way. `done` is called when it has ended,
  // however: it must not block, nor throw.
  void start(std::shared_ptr<const Changes> changes, std::function<void()> done);
  bool under_way() const { return worker_.under_way(); } // until finish()
  // Somebody waits for what is under way: it rests no more.
  void hurry() { pace_.hurry(); }
  // Waits for it, and throws what it failed with.
  void finish();

 private:
  Environment* environment_;
  Pace pace_;
  Worker worker_;
};

} // namespace beckon::store
