// The course of virtual time through a scratch state: whatever falls due happens at its instant, in
// order, and messages are claimed and answered there and then, by records like the dispatcher's.
// Nothing leaves.
//
// Thread safety: the thread of its Scratch.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/watch.h"
#include "engine/simulation/scratch.h"

namespace beckon::engine {

class Course {
 public:
  // What a provider is made to answer to a message: "accepted", "rejected", "retry" or "unknown".
  using Answers = std::function<std::string_view(const SendRow& send)>;
  // Called now and then while time passes without records; may throw.
  using Pulse = std::function<void()>;

  // Borrows the scratch.
  explicit Course(Scratch* scratch, Answers answers = {}, Pulse pulse = {});

  // Everything due by then has happened. REQUIRES: not before now().
  void advance(Millis to);
  // What was due before the record happens first, then the record, then what it gave to send.
  Answer apply_journalled(const store::Record& record);
  Answer apply_made(store::Record record);
  // Messages that were handed to a provider and not answered when the course began.
  void answer_inflight();
  Millis now() const { return now_; }
  uint64_t records() const { return records_; } // of claims, outcomes and ticks so far

  // Told of the starts that were refused, after each step.
  void observe(Applier::RefusalObserver observer) { observer_ = std::move(observer); }

 private:
  void tell_refused();
  void settle();
  void answer(const std::vector<uint64_t>& sends);
  schema::Value claims_due();

  Scratch* scratch_;
  Answers answers_;
  Pulse pulse_;
  Applier::RefusalObserver observer_;
  Millis now_;
  Millis next_send_ = kMillisMin; // nothing in the outbox is due before it
  uint64_t records_ = 0;
};

} // namespace beckon::engine
