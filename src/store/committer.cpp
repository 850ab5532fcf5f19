#include "store/committer.h"

#include <utility>

namespace beckon::store {

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Committer::start(std::shared_ptr<const Changes> changes, std::function<void()> done) {
  under_way_ = true;
  const std::lock_guard lock(mutex_);
  changes_ = std::move(changes);
  done_ = std::move(done);
  ended_ = false;
  failure_ = nullptr;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
}

void Committer::finish() {
  if (!std::exchange(under_way_, false)) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_; });
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Committer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return changes_ != nullptr || stopping_; });
    if (changes_ == nullptr) return;
    std::shared_ptr<const Changes> changes = changes_;
    const std::function<void()> done = std::move(done_);
    lock.unlock();
    std::exception_ptr failure;
    try {
      environment_->write(*changes);
    } catch (...) {
      failure = std::current_exception();
    }
    // First: whoever waits in finish() may end with what it refers to.
    if (done) done();
    lock.lock();
    failure_ = failure;
    changes_.reset();
    ended_ = true;
    changed_.notify_all();
  }
}

} // namespace beckon::store
