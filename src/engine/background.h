// A thread that works in the background. One process of those that have the workspace open works,
// the others ask from time to time whether it is gone; who works rests until something is due or it
// is woken.
//
// Thread safety: start and stop by the owner; the rest from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/host.h"

namespace spdlog {
class logger;
}

namespace beckon::engine {

class Background {
 public:
  // `name`: in log lines.
  Background(std::string name, std::shared_ptr<const Clock> clock,
             std::shared_ptr<spdlog::logger> log);
  ~Background(); // stops

  // Starts the thread, once. `lead`: whether this process does the work; `work` does it, and
  // answers when something is due next (kMillisMax: nothing is). It ends when it is to stop, or
  // when the workspace is closed or poisoned; what else fails is logged.
  void start(std::function<bool()> lead, std::function<Millis()> work);
  // Work that is under way is followed by more; a rest ends.
  void wake();
  // Tells the thread to end: what `work` does looks at stopping(). Waits for nothing.
  void ask_to_stop();
  // The same, and waits until the thread has ended.
  void stop();
  // Also where no thread was started.
  bool stopping() const { return stopping_.load(); }

 private:
  void run();
  bool rest(bool leads, Millis due);

  const std::string name_;
  const std::shared_ptr<const Clock> clock_;
  const std::shared_ptr<spdlog::logger> log_;
  std::function<bool()> lead_;
  std::function<Millis()> work_;
  std::mutex mutex_; // guards woken_, and changes of stopping_
  std::condition_variable wake_;
  bool woken_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

} // namespace beckon::engine
