// Removes events that are older than they are kept: as often as the settings say it looks for them,
// slice by slice, and then takes them out of the journal (event_removal.h, redaction.h). What
// counts does not wait for it: events stop counting at the instant itself.
//
// Thread safety: run_due by one thread at a time (it takes a lock); the rest from any thread.
#pragma once

#include <memory>
#include <mutex>

#include "engine/background.h"
#include "engine/redaction.h"
#include "engine/writer.h"
#include "store/process_lock.h"

namespace beckon::engine {

class EventKeeper {
 public:
  struct Parts {
    Writer* writer = nullptr;
    ReaderFactory* readers = nullptr;
    Redaction* redaction = nullptr;
    std::shared_ptr<Clock> clock;
    std::shared_ptr<spdlog::logger> log;
    int lock_fd = -1; // of the workspace's claim
  };
  explicit EventKeeper(Parts parts);
  ~EventKeeper(); // ends the background thread after the slice at hand

  // Removes what is due; looks once a day, and when something was published. Returns how many
  // events. What a full disk leaves in the journal goes with the next removal, or at the next open.
  uint64_t run_due();
  // Runs in the background, not before the workspace has been open for a while. Of the processes
  // that have the workspace open one does.
  void start();

 private:
  bool has_new_rules();
  bool is_due(Millis now) const;
  uint64_t remove_all(Millis now);
  void forget_starts();
  Answer submit(const schema::Value& payload);
  Parts parts_;
  std::mutex running_; // guards what stands up to background_
  store::ByteLock lease_;
  Millis next_look_ = kMillisMin;
  uint64_t published_ = 0; // definitions that were looked at
  Background background_;
};

} // namespace beckon::engine
