// Hands what is due to providers: claims in a record, composes, sends, and brings the outcomes back
// as a record, in rounds (dispatch_round.h). No transaction is held while anything is on its way.
//
// Thread safety: dispatch_due by one thread at a time (it takes a lock); the rest from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "engine/background.h"
#include "engine/reader.h"
#include "engine/writer.h"
#include "http/transport.h"
#include "store/catalog.h"
#include "store/message_archive.h"
#include "store/process_lock.h"

namespace beckon::engine {

class Claims;
class Composer;
class Credentials;
class DispatchRound;

class Dispatcher {
 public:
  struct Parts {
    Writer* writer = nullptr;
    ReaderFactory* readers = nullptr;
    store::Catalog* catalog = nullptr;
    std::shared_ptr<http::Transport> transport;
    std::shared_ptr<Clock> clock;
    std::shared_ptr<spdlog::logger> log;
    std::string seed;
    store::MessageArchive* archive = nullptr;
    int lock_fd = -1; // of the workspace's claim
  };
  explicit Dispatcher(Parts parts);
  ~Dispatcher(); // ends the background thread after the requests under way

  // One process dispatches what is due in a workspace, as long as it lives: whether it is this one.
  // When it comes to be, sends that were claimed before are settled: their fate is unknown.
  bool lead();
  // Claims and sends everything due now, retries that come due at once included. Returns how many
  // sends were settled or excluded. When another process dispatches, waits until it has, as far as
  // it does within seconds.
  size_t dispatch_due();
  // When the earliest send that waits may go; kMillisMax when none does.
  Millis next_due();
  // Dispatches in the background, woken by wake() and by retries that come due.
  void start();
  void wake();

 private:
  bool take_lead();
  void settle_orphans();
  void wait_for_leader();
  bool has_due();
  void submit_outcomes(schema::Value outcomes);

  Parts parts_;
  std::mutex dispatching_; // one round at a time; guards lease_ too
  store::ByteLock lease_;
  std::unique_ptr<Claims> claims_;
  std::unique_ptr<Credentials> credentials_;
  std::unique_ptr<Composer> composer_;
  std::mutex mutex_;               // guards round_
  DispatchRound* round_ = nullptr; // under way
  Background background_;
};

} // namespace beckon::engine
