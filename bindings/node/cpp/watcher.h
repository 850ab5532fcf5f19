// A JavaScript function that looks on while an operation runs on a thread of the pool.
//
// Thread safety: hook() and cancel() from any thread; made and destroyed on the JavaScript thread.
// Ownership: shared by the call and by the function that cancels it.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <atomic>
#include <memory>

#include "host_function.h"

namespace beckon_node {

class Watcher {
 public:
  // `function` takes (done, of). Reports that the event loop is too slow for are dropped.
  Watcher(Napi::Env env, const Napi::Function& function);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  beckon_progress_hook hook() noexcept { return {this, report}; }
  void cancel() noexcept { cancelled_ = true; }

 private:
  static int32_t report(void* user, uint64_t done, uint64_t of) noexcept;

  std::shared_ptr<HostFunction> function_;
  std::atomic<bool> cancelled_{false};
};

} // namespace beckon_node
