// The one thread that writes: groups what callers submit, journals the group with one sync, applies
// it record by record, answers, and has the state committed when nothing is waiting, when enough is
// dirty or when a second has passed. It goes on meanwhile: another thread writes the state. Whom it
// can tell before what will come of their records, it answers when those are journalled.
//
// Several processes may write to one workspace, in turns: a process takes the turn when it has
// something to write and gives it up with a state that has committed everything, when it is idle or
// when another one waits. Whoever takes it goes on from there.
//
// Thread safety: whatever is public from any thread; take_answer once a batch.
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
#include "base/worker.h"
#include "engine/apply.h"
#include "engine/batch.h"
#include "engine/foresight.h"
#include "engine/log.h"
#include "store/disk.h"
#include "store/process_lock.h"

namespace beckon::engine {

struct WriterOptions {
  std::shared_ptr<Clock> clock;
  bool tick = true; // fire timers as the clock passes them; false with a manual clock
  std::shared_ptr<spdlog::logger> log;
  ColumnCache* columns = nullptr;               // told of every commit
  const store::DirectoryClaim* claim = nullptr; // whose other holders it takes turns with
  uint32_t hot_layer_rows = 0;                  // see hot_writing.h
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
  // Of a batch of one record: waits, and throws its refusal.
  Answer take_answer(const BatchPtr& batch);
  // Submits one record and takes its answer. `opt_out`: as of a batch.
  Answer submit_and_wait(store::Record record, bool opt_out = false);
  // Whether wait() would return, or throw, at once.
  bool is_done(const BatchPtr& batch) const;
  // The offset of the last record that was acknowledged.
  uint64_t acknowledged() const;

  // Fires timers in order of due time up to `until`, each instant as a record of its own, and stops
  // at the first instant that leaves work for the dispatcher. Returns the last instant fired, or
  // empty when nothing was due. Manual clock only.
  std::optional<Millis> fire_next(Millis until);

  // Returns when every record acknowledged before the call is committed to the state, with `always`
  // by whatever process. When the writer is under load and `always` is false it returns at once.
  // While nothing new is journalled it takes no lock, however many threads ask.
  void barrier(bool always);

  DefinitionsPtr definitions() const;
  // Definitions::published() of those, without a lock.
  uint64_t published() const { return shown_published_.load(); }
  uint64_t replayed() const { return replayed_; }
  // Set by the failure of a commit; the workspace must be closed and opened again.
  bool poisoned() const { return poisoned_.load(); }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  void start();
  void run();
  void stop();
  void replay();
  void take_turn();
  void note_reached();
  void give_up_turn();
  void end_turn();
  void look_at_others();
  bool has_work(const std::vector<BatchPtr>& group);
  bool has_ended();
  bool is_asked();
  bool is_held_back();
  bool others() const;
  Millis next_due();
  std::vector<BatchPtr> next_group(); // waits; empty: time has passed, or a commit is wanted
  std::vector<BatchPtr> take_group(); // of what waits in the queue; under the lock
  void serve(const std::vector<BatchPtr>& group);
  void process(const std::vector<BatchPtr>& batches);
  void journal(std::vector<BatchPtr> batches);
  void end_journalling(const Group& group);
  void note_journalled();
  void answer_foreseen(const Group& group);
  bool settle(Group* group);
  void fold(Group* group);
  bool apply(Group* group);
  bool apply(Batch* batch);
  void take_back(Group* group);
  void forget_answered();
  void journal_ahead();
  void begin_next();
  void fire_batch(const BatchPtr& batch);
  void fire_due(Millis until, bool callers_wait); // system clock
  std::vector<BatchPtr> refuse_when_full(std::vector<BatchPtr> group);
  std::vector<BatchPtr> keep_opt_outs(std::vector<BatchPtr> group);
  std::vector<const store::Record*> stamp(const std::vector<BatchPtr>& batches);
  bool append_opt_outs(Group* group);
  bool append_or_wait(const std::vector<const store::Record*>& records);
  void reload();
  void begin_commit();
  void end_commit();
  void commit_state();
  void commit_if_due();
  void commit_on_the_way();
  bool may_commit_idly();
  SteadyTime next_idle_commit() const;
  void answer(const std::vector<BatchPtr>& group, const std::optional<Error>& failure);
  void end(Batch* batch);
  void give_up(const Error& error);
  void poison(const Error& error);
  void show_definitions();
  void wait_for_commit(std::unique_lock<std::mutex>* lock, uint64_t target, bool patient);
  Millis journal_time() const;
  std::chrono::milliseconds patience();

  const std::string state_path_;
  store::Environment& environment_;
  store::Journal& journal_;
  store::SpaceReserve& reserve_;
  WriterOptions options_;
  State state_;
  Applier applier_;
  Foresight foresight_;
  uint64_t replayed_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable work_, done_;
  std::deque<BatchPtr> queue_;
  size_t queued_records_ = 0;
  size_t unanswered_records_ = 0; // those, and others that somebody waits for
  size_t expected_ = 0; // callers there were when a group was answered: those in it, and waiting
  bool started_ = false, stopping_ = false;
  std::exception_ptr start_failure_;
  size_t commit_waiters_ = 0;
  uint64_t failed_to_ = 0;                    // the offset of the state whose commit failed last
  uint64_t acknowledged_ = 0, committed_ = 0; // journal offsets; some between may be to apply
  uint64_t wanted_ = 0;                       // that somebody waits to see committed
  DefinitionsPtr shown_definitions_;
  std::atomic<uint64_t> shown_published_{0};
  // Of the journal: every record that it held with this commit is in the committed state.
  std::atomic<uint64_t> settled_commit_{0};
  bool commit_failed_ = false; // for want of space; tried again every second
  bool committing_ = false, commit_ended_ = false;
  std::atomic<bool> poisoned_{false};
  std::string poison_text_;

  // Of the writer thread alone.
  std::vector<BatchPtr> in_hand_;  // taken from the queue; some may be answered
  std::vector<BatchPtr> answered_; // to be freed beside the next ones
  // To be applied in this order. Only the last one may be on its way to the journal: another thread
  // (ahead_) reads its records meanwhile, and so does this one.
  std::deque<Group> groups_;
  bool next_lacks_space_ = false; // what came of that; once it has ended
  bool is_worth_ahead_ = false;   // the group that is applied takes long enough for another sync
  store::Turn turn_;
  SteadyTime turn_began_, looked_at_readers_, looked_at_lag_;
  bool lags_ = false;            // a reader does, when it was looked at last
  Millis next_due_ = kMillisMax; // of timers, when the turn was given up or others were seen
  uint64_t seen_commit_ = 0;     // of the state's environment
  uint64_t seen_applied_ = 0;    // the journal's offset that it has reached, or that was tried
  bool is_stale_ = false;        // the state was given up without a commit
  SteadyTime last_commit_;       // when it began
  SteadyTime::duration last_commit_took_{0};
  uint64_t committing_to_ = 0; // the offset of the state that is being committed
  bool lacks_space_ = false;   // for a tick; tried again every second

  Worker ahead_; // journals one group
  std::thread thread_;
};

} // namespace beckon::engine
