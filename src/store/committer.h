// Writes what a buffered transaction has changed on a thread of its own, while the transaction goes
// on above it: whoever waits for the journal does not wait for the disk to take the state.
//
// Thread safety: one thread calls; `done` comes from the committer's own.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "store/lmdb.h"

namespace beckon::store {

class Committer {
 public:
  explicit Committer(Environment* environment) : environment_(environment) {}
  ~Committer(); // waits for what is under way
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Stores and syncs them. REQUIRES: nothing is under way. `done` is called when it has ended,
  // however: it must not block, nor throw.
  void start(std::shared_ptr<const Changes> changes, std::function<void()> done);
  bool under_way() const { return under_way_; } // until finish()
  // Waits for it, and throws what it failed with.
  void finish();

 private:
  void run();

  Environment* environment_;
  bool under_way_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const Changes> changes_; // being written
  std::function<void()> done_;
  std::exception_ptr failure_;
  bool ended_ = false, stopping_ = false;
  std::thread thread_; // from the first start
};

} // namespace beckon::store
