// One round of dispatching: from the first send that is due until none is and nothing is under way
// any more. A thread of its own claims and composes ahead; the caller's thread sends what is ready
// and books what came back, in groups, without waiting for the writer. So the writer, the composer
// and the network work side by side, and a request that hangs holds up nobody.
//
// Thread safety: run by one thread; wake and stop from any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/claims.h"
#include "engine/composer.h"
#include "http/transport.h"

namespace beckon::engine {

class DispatchRound : private http::Stream {
 public:
  struct Parts {
    Writer* writer = nullptr;
    Claims* claims = nullptr;
    Composer* composer = nullptr;
    Credentials* credentials = nullptr;
    http::Transport* transport = nullptr;
  };
  explicit DispatchRound(const Parts& parts) : parts_(parts) {}

  // Returns how many sends were settled or excluded.
  size_t run();
  // Something may be due that was not before.
  void wake();
  // Nothing more is claimed; run returns when what is under way has come back.
  void stop();

 private:
  // Outcomes that the writer was given.
  struct Booking {
    BatchPtr batch;
    std::vector<SendRow> sends;
    bool some_go_again = false;
  };
  using SteadyTime = std::chrono::steady_clock::time_point;

  std::vector<http::Request> next(size_t under_way) override;
  void done(size_t number, http::Response response) override;

  // Of the thread that claims and composes.
  void feed(Claims::Pending pending);
  void claim_and_compose(Claims::Pending pending);
  Claims::Pending find_work();
  bool rest();
  void compose(const std::vector<Outgoing>& claimed);
  bool hand_over(Composer::Composed composed);

  // Of the caller's thread.
  std::vector<http::Request> take_ready(size_t under_way);
  bool wait_for_more();
  bool has_expired(const Parcel& parcel, const http::Response& response);
  void settle(const Outgoing& outgoing, provider::Outcome outcome, bool tells);
  void note(const Outgoing& outgoing, const provider::Outcome& outcome, bool idempotent);
  void release();
  void flush();
  void book(bool all);

  const Parts parts_;
  std::thread feeder_;
  SteadyTime looked_at_{}; // of the feeder alone: when it last made the writer commit

  std::mutex mutex_; // guards everything up to the next blank line
  std::condition_variable changed_;
  std::map<std::string, std::deque<Parcel>> ready_; // by account
  std::vector<Composer::Refusal> refused_;
  std::vector<Outgoing> left_; // claimed, and not composed because the round was stopped
  size_t ready_count_ = 0, ready_bytes_ = 0, handled_ = 0;
  uint64_t wanted_ = 1, looked_ = 0; // looks asked for, and what the last one was made for
  bool ending_ = false;              // nothing is under way: the round waits for a look
  bool stopping_ = false;
  std::exception_ptr failure_; // of the feeder

  // Of the caller's thread alone.
  std::map<size_t, Parcel> under_way_;       // by number
  std::map<std::string, size_t> by_account_; // how many of them
  size_t next_number_ = 0;
  schema::Value outcomes_ = schema::Value::array();
  std::vector<SendRow> settled_; // those of outcomes_
  bool some_go_again_ = false;   // of them
  SteadyTime first_outcome_;
  std::deque<Booking> bookings_;
};

// One outcome as the record of it has it.
schema::Value outcome_value(uint64_t send, const provider::Outcome& outcome, bool idempotent);
// The record of outcomes; what has happened outside is written down even when the disk is full.
BatchPtr outcome_batch(schema::Value outcomes);

} // namespace beckon::engine
