// Hands what is due to providers: claims in a record, composes, sends, and brings the outcomes back
// as a record. No transaction is held while anything is on its way.
//
// Thread safety: dispatch_due by one thread at a time (it takes a lock); the rest from any thread.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/compose.h"
#include "engine/credentials.h"
#include "engine/reader.h"
#include "engine/routing/router.h"
#include "engine/writer.h"
#include "http/transport.h"
#include "store/catalog.h"
#include "store/process_lock.h"

namespace beckon::engine {

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
  struct Claim {
    SendRow send;        // as it waited
    std::string account; // "" of a call, and when there is none
  };
  using Claims = std::vector<Claim>;
  struct Work {
    SendRow send;
    Router::Chosen chosen; // none of a call
    http::Request request;
  };
  void run();
  bool take_lead();
  void settle_orphans();
  void wait_for_leader();
  bool has_due();
  Claims choose_claims(Millis now);
  void choose_in_lane(const Reader& reader, const Lane& lane, Millis now, Claims* claims);
  std::vector<uint64_t> claim(const Claims& claims);
  void renew_credentials(const Claims& claims);
  std::vector<Work> prepare(const std::vector<uint64_t>& granted, schema::Value* outcomes);
  http::Request build(const Reader& reader, const Work& work);
  schema::Value settle(const Work& work, const http::Response& response);
  schema::Value settle(const Work& work, provider::Outcome outcome);
  void submit_outcomes(schema::Value outcomes);
  std::shared_ptr<const CompiledTemplate> template_of(const Reader& reader, const SendRow& send);

  Parts parts_;
  std::mutex dispatching_; // guards lease_, router_, credentials_ and held_
  store::ByteLock lease_;
  Router router_;
  Credentials credentials_;
  std::map<std::string, Millis> held_; // by lane: when the first that was held back may go
  std::map<std::pair<std::string, uint32_t>, std::shared_ptr<const CompiledTemplate>> templates_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

// One outcome as the record of it has it.
schema::Value outcome_value(uint64_t send, const provider::Outcome& outcome, bool idempotent);

} // namespace beckon::engine
