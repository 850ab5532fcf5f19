#include "base/worker.h"

#include <utility>

namespace beckon {

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Worker::start(std::function<void()> work) {
  under_way_ = true;
  const std::lock_guard lock(mutex_);
  work_ = std::move(work);
  ended_ = false;
  failure_ = nullptr;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
}

void Worker::finish() {
  if (!std::exchange(under_way_, false)) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_.load(); });
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return work_ || stopping_; });
    if (!work_) return;
    std::function<void()> work = std::exchange(work_, nullptr);
    lock.unlock();
    std::exception_ptr failure;
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
    work = nullptr; // lets go of what it holds before anybody goes on
    lock.lock();
    failure_ = failure;
    ended_ = true;
    changed_.notify_all();
  }
}

} // namespace beckon
