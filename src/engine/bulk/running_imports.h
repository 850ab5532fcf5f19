// Which imports are under way, so that no key has two at once, in whatever process: both would
// store each row.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "store/process_lock.h"

namespace beckon::engine::bulk {

// Thread safety: any thread.
class RunningImports {
 public:
  // `lock_fd`: of the DirectoryClaim, see process_lock.h.
  explicit RunningImports(int lock_fd) : lock_fd_(lock_fd) {}

  // The right to run one; "" is nobody's. The import has it, and every batch that it has sent until
  // that is stored: what still waits for the writer is part of the import, also when the import
  // itself has been dropped.
  class Claim {
   public:
    // Waits for what a dropped import of this process has sent. Throws conflict when one is under
    // way.
    Claim(std::shared_ptr<RunningImports> all, std::string key);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    void drop(); // nothing more is sent

   private:
    std::shared_ptr<RunningImports> all_;
    std::string key_;
    store::ByteLock elsewhere_;
  };

  // The workspace is closed, and its lock file with it. Claims may live on.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<std::string, bool> dropped_; // of each that is under way
  int lock_fd_;                         // -1: closed
};

} // namespace beckon::engine::bulk
