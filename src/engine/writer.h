// The one thread that writes: groups what callers submit, journals the group with one sync, applies
// it record by record, answers, and commits the state when nothing is waiting, when enough is
// dirty or when a second has passed.
//
// Thread safety: submit, wait, advance, barrier and stop from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/host.h"
#include "engine/apply.h"
#include "engine/log.h"
#include "store/disk.h"

namespace beckon::engine {

// Records that were submitted together. The submitter waits for done.
struct Batch {
  std::vector<store::Record> records;
  std::vector<Answer> answers;      // one per record, when done
  std::optional<Error> failure;     // the whole batch: nothing of it was stored
  bool opt_out = false;             // may use the reserved space of a full disk
  std::optional<Millis> fire_until; // no records: fire timers up to here (manual clock)
  std::optional<Millis> fired_at;   // the instant of the last timer fired
  bool done = false;
};
using BatchPtr = std::shared_ptr<Batch>;

struct WriterOptions {
  std::shared_ptr<Clock> clock;
  bool tick = true; // fire timers as the clock passes them; false with a manual clock
  std::shared_ptr<spdlog::logger> log;
  ColumnCache* columns = nullptr;   // told of every commit
  std::function<void()> on_intents; // called when the dispatcher has work; must not block
};

class Writer {
 public:
  // Replays the gap that a crash left between journal and state, then starts the thread.
  Writer(store::Environment& environment, store::Journal& journal, store::SpaceReserve& reserve,
         WriterOptions options);
  ~Writer(); // finishes what is queued and commits

  void submit(BatchPtr batch); // throws closed, poisoned, or limit_exceeded when the queue is full
  void wait(const BatchPtr& batch);
  // Whether wait() would return, or throw, at once.
  bool is_done(const BatchPtr& batch) const;
  // The offset of the last record that was applied and acknowledged.
  uint64_t acknowledged() const;

  // Fires timers in order of due time up to `until`, each instant as a record of its own, and stops
  // at the first instant that leaves work for the dispatcher. Returns the last instant fired, or
  // empty when nothing was due. Manual clock only.
  std::optional<Millis> fire_next(Millis until);

  // Returns when every record acknowledged before the call is committed to the state. When the
  // writer is under load and `always` is false it returns at once.
  void barrier(bool always);

  DefinitionsPtr definitions() const;
  uint64_t replayed() const { return replayed_; }
  // Set by the failure of a commit; the workspace must be closed and opened again.
  bool poisoned() const { return poisoned_.load(); }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  void start();
  void run();
  void replay();
  std::vector<BatchPtr> next_group(); // waits; empty: time has passed, or a commit is wanted
  void process(std::vector<BatchPtr> group);
  void fire_batch(const BatchPtr& batch);
  void fire_due(Millis until, bool callers_wait); // system clock
  std::vector<BatchPtr> refuse_when_full(std::vector<BatchPtr> group);
  std::vector<BatchPtr> keep_opt_outs(std::vector<BatchPtr> group);
  bool append(std::vector<BatchPtr>* group, std::vector<store::Record>* records);
  bool append_or_wait(std::vector<store::Record>* records);
  void reload();
  Answer apply_one(const store::Record& record);
  void commit_state();
  void answer(const std::vector<BatchPtr>& group, const std::optional<Error>& failure);
  void poison(const Error& error);
  Millis journal_time() const;
  bool commit_is_due() const;
  std::chrono::milliseconds patience();

  const std::string state_path_;
  store::Journal& journal_;
  store::SpaceReserve& reserve_;
  WriterOptions options_;
  State state_;
  Applier applier_;
  uint64_t replayed_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable work_, done_;
  std::deque<BatchPtr> queue_;
  size_t queued_records_ = 0;
  bool started_ = false, stopping_ = false;
  std::exception_ptr start_failure_;
  size_t commit_waiters_ = 0;
  uint64_t acknowledged_ = 0, committed_ = 0; // journal offsets
  DefinitionsPtr shown_definitions_;
  bool commit_failed_ = false; // for want of space; tried again every second
  std::atomic<bool> poisoned_{false};
  std::string poison_text_;

  // Of the writer thread alone.
  SteadyTime last_commit_;
  bool lacks_space_ = false; // for a tick; tried again every second

  std::thread thread_;
};

} // namespace beckon::engine
