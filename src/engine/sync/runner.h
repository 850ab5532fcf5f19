// Brings contacts and events to the platforms that they are synchronised to: claims what is due in
// a record, talks to each platform, and brings back in a record what became of it. No transaction
// is held while anything is on its way.
//
// Thread safety: run_due by one thread at a time (it takes a lock); the rest from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "engine/background.h"
#include "engine/reader.h"
#include "engine/sync/desk.h"
#include "engine/writer.h"
#include "http/transport.h"
#include "store/catalog.h"
#include "store/process_lock.h"

namespace beckon::engine {

class SyncRunner {
 public:
  struct Parts {
    Writer* writer = nullptr;
    ReaderFactory* readers = nullptr;
    store::Catalog* catalog = nullptr;
    std::shared_ptr<http::Transport> transport;
    std::shared_ptr<Clock> clock;
    std::shared_ptr<spdlog::logger> log;
    int lock_fd = -1; // of the workspace's claim
  };
  explicit SyncRunner(Parts parts);
  ~SyncRunner(); // ends the background thread after the requests under way

  // Of the processes that have the workspace open one does all of this, until it ends. What it had
  // claimed then is told again by the next one, where that counts once. Whether it is this one.
  bool lead();
  // Tells everything that is due now; nothing when another process does. Returns how many items
  // were settled.
  size_t run_due();
  // When there is something to do; kMillisMax when nothing waits.
  Millis next_due();
  // Runs in the background, woken by wake() and by what comes due.
  void start();
  void wake();

 private:
  using Asking = std::vector<std::pair<SyncDesk*, SyncJob*>>; // with a request that may leave
  bool take_lead();
  void settle_orphans();
  void refresh();
  bool take_in(SyncDesk* desk, Millis now);
  static bool wants_more(const SyncDesk& desk, const Reader& reader);
  std::vector<SyncKey> claim(const SyncDesk& desk, const SyncDesk::Due& due);
  size_t advance();
  void send(const Asking& asking);
  size_t step(SyncDesk* desk, Millis now, Asking* asking);
  void submit_outcomes(SyncDesk* desk);
  Millis due_of(const SyncDesk& desk, const Reader& reader, Millis now) const;
  void log_alerts();
  Answer submit(store::RecordKind kind, const schema::Value& payload);

  Parts parts_;
  std::mutex running_; // guards lease_ and desks_
  store::ByteLock lease_;
  DefinitionsPtr definitions_;
  std::map<uint32_t, std::unique_ptr<SyncDesk>> desks_; // by target
  std::set<std::string> raised_; // alerts that were logged; of the background thread alone
  Millis looked_at_ = 0;
  Background background_;
};

} // namespace beckon::engine
