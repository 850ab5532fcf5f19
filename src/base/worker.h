// A thread that does one thing at a time for another one, which goes on meanwhile.
//
// Thread safety: one thread calls.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace beckon {

class Worker {
 public:
  Worker() = default;
  ~Worker(); // waits for what is under way
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // REQUIRES: nothing is under way. What the work throws is thrown by finish().
  void start(std::function<void()> work);
  bool under_way() const { return under_way_; } // until finish()
  bool has_ended() const { return ended_; }     // finish() would return, or throw, at once
  // Waits for it; returns at once when there is nothing.
  void finish();

 private:
  void run();

  bool under_way_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> work_; // empty: none to be done
  std::exception_ptr failure_;
  std::atomic<bool> ended_{false};
  bool stopping_ = false;
  std::thread thread_; // from the first start
};

} // namespace beckon
