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
#include "engine/reader.h"
#include "engine/writer.h"
#include "http/transport.h"
#include "store/catalog.h"

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
  };
  explicit Dispatcher(Parts parts);
  ~Dispatcher(); // ends the background thread after the requests under way

  // Sends that were claimed when the last process ended: their fate is unknown.
  void settle_orphans();
  // Claims and sends everything due now, retries that come due at once included. Returns how many
  // sends were settled or excluded.
  size_t dispatch_due();
  // Of the earliest send that waits; kMillisMax when none does.
  Millis next_due();
  // Dispatches in the background, woken by wake() and by retries that come due.
  void start();
  void wake();

 private:
  struct Work {
    SendRow send;
    provider::Account account;
    const provider::Provider* provider = nullptr;
    http::Request request;
  };
  void run();
  schema::Value choose_claims(Millis now);
  std::vector<uint64_t> claim(const schema::Value& claims);
  std::vector<Work> prepare(const std::vector<uint64_t>& granted, schema::Value* outcomes);
  bool prepare_one(const Reader& reader, Work* work, std::string* problem);
  void submit_outcomes(schema::Value outcomes);
  std::optional<provider::Account> account_for(std::string_view channel);
  std::shared_ptr<const CompiledTemplate> template_of(const Reader& reader, const SendRow& send);

  Parts parts_;
  std::mutex dispatching_;
  std::map<std::pair<std::string, uint32_t>, std::shared_ptr<const CompiledTemplate>> templates_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

// One outcome as the record of it has it.
schema::Value outcome_value(uint64_t send, const provider::Outcome& outcome, bool idempotent);

} // namespace beckon::engine
