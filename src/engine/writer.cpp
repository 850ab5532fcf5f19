#include "engine/writer.h"

#include <pthread.h>
#include <signal.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <utility>

#include "base/heap.h"
#include "base/limits.h"
#include "base/planted.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto kCommitEvery = 2s;
// A commit while callers come one after the other would make each wait for it: a breath of
// idleness first. Callers who come at intervals find the disk free most of the time: what waits is
// committed when there is much of it, or when it is asked for.
constexpr auto kIdleBeforeCommit = 2ms;
constexpr int kIdleCommitShare = 8; // of the time, at most one part in so many
constexpr auto kGather = 60us;
constexpr size_t kLoad = 128; // records that others wait for: more than callers of one each have
constexpr auto kLongestSleep = 1s;      // bounds how late a change of the system clock is noticed
constexpr size_t kTicksPerCommit = 100; // of a manual clock; each fires many timers
// While another process has the workspace open: how often its commits are looked for, and whether
// it wants the turn.
constexpr auto kLookEvery = 50ms;
constexpr auto kOtherPatience = 20ms; // how long a reader waits for what another one may commit

store::Record tick_at(Millis at) {
  store::Record record;
  record.kind = store::RecordKind::tick;
  record.at = at;
  record.payload = "{}";
  return record;
}

// A write above the limit on the size of files is an error like others, not the end of the process.
void ignore_file_size_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// By a reader of its own: an old one would keep the journal's pages.
store::Record record_at(store::Journal* journal, uint64_t offset) {
  store::Journal::Reader reader(*journal);
  std::optional<store::Record> record = reader.at(offset);
  if (!record) throw Error(Code::corrupt, "the journal has a gap");
  return std::move(*record);
}

} // namespace

Writer::Writer(store::Environment& environment, store::Journal& journal,
               store::SpaceReserve& reserve, WriterOptions options)
    : state_path_(environment.path()),
      environment_(environment),
      journal_(journal),
      reserve_(reserve),
      options_(std::move(options)),
      state_(environment, journal, options_.hot_layer_rows),
      applier_(&state_),
      foresight_(&state_),
      turn_(options_.claim == nullptr ? -1 : options_.claim->lock_fd()) {
  state_.keep_up(options_.columns);
  // LMDB binds a write transaction to its thread: even the replay happens on the writer's.
  thread_ = std::thread([this] { start(); });
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return started_; });
  if (start_failure_ == nullptr) return;
  lock.unlock();
  thread_.join();
  std::rethrow_exception(start_failure_);
}

void Writer::start() {
  ignore_file_size_signal();
  std::exception_ptr failure;
  try {
    turn_.take();
    journal_.refresh();
    state_.reset();
    replay();
    // Whoever opens may only want to read: what the fold had in memory, hundreds of megabytes after
    // some seconds of ingest, is made again by whoever writes.
    if (replayed_ > 0 && committed_ >= acknowledged_) {
      state_.reset();
      give_free_pages_back();
    }
    give_up_turn();
  } catch (...) {
    failure = std::current_exception();
  }
  {
    const std::lock_guard lock(mutex_);
    start_failure_ = failure;
    started_ = true;
    done_.notify_all();
  }
  if (failure == nullptr) run();
  stop();
}

void Writer::stop() {
  state_.abandon();
  committing_ = false;
  turn_.give_up();
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

// What was acknowledged and not yet in the state when the last process ended.
void Writer::replay() {
  const uint64_t last = journal_.last_offset();
  if (state_.meta.applied > last) {
    throw Error(Code::corrupt, "the state is ahead of its journal");
  }
  const uint64_t before = state_.meta.applied;
  if (planted(Bug::skipped_record) && before < last) ++state_.meta.applied;
  while (state_.meta.applied < last) {
    applier_.apply(record_at(&journal_, state_.meta.applied + 1));
    if (state_.is_full()) commit_state();
  }
  state_.release_reader();
  commit_state();
  replayed_ += last - before;
  if (last > before) options_.log->info("replayed {} records", last - before);
  const std::lock_guard lock(mutex_);
  acknowledged_ = std::max(acknowledged_, last);
  show_definitions();
}

Millis Writer::journal_time() const { return std::max(options_.clock->now(), journal_.last_at()); }

// Between two groups of a row, which may have no end: whoever waits for a commit waits for no more
// than the next two.
void Writer::commit_on_the_way() {
  if (has_ended()) end_commit();
  if (!committing_ && is_asked()) return begin_commit();
  commit_if_due();
}

// While one is being written only a full state makes the writer wait for it.
void Writer::commit_if_due() {
  if (committed_ >= acknowledged()) return; // another thread may answer the group behind
  const bool full = state_.is_full();
  const auto since = std::chrono::steady_clock::now() - last_commit_;
  const bool is_time = since >= kCommitEvery && !is_held_back();
  if (full || (is_time && !committing_)) begin_commit();
}

bool Writer::may_commit_idly() {
  return std::chrono::steady_clock::now() >= next_idle_commit() && !is_held_back();
}

// Beside other processes at once: they may wait for the turn, which goes with a commit.
Writer::SteadyTime Writer::next_idle_commit() const {
  if (others()) return last_commit_;
  const SteadyTime::duration rest = kIdleCommitShare * last_commit_took_;
  return last_commit_ + std::min<SteadyTime::duration>(rest, kCommitEvery);
}

// How long the writer may sleep: until the next timer, or until it is time to commit.
std::chrono::milliseconds Writer::patience() {
  std::chrono::milliseconds sleep = kLongestSleep;
  if (!committing_ && committed_ < acknowledged_) {
    const auto rest = next_idle_commit() - std::chrono::steady_clock::now();
    sleep = std::clamp<std::chrono::milliseconds>(
        std::chrono::ceil<std::chrono::milliseconds>(rest), kIdleBeforeCommit, kLookEvery);
    if (commit_failed_ || is_held_back()) sleep = kLongestSleep;
  }
  if (!turn_.held() && others()) sleep = kLookEvery;
  if (options_.tick && !lacks_space_ && next_due() != kMillisMax) {
    const Millis until_due = std::max<Millis>(0, next_due() - options_.clock->now());
    sleep = std::min(sleep, std::chrono::milliseconds(until_due));
  }
  return sleep;
}

std::vector<BatchPtr> Writer::next_group() {
  std::unique_lock lock(mutex_);
  const auto wanted = [&] {
    return !queue_.empty() || stopping_ || (commit_ended_ && committing_) ||
           (commit_waiters_ > 0 && !committing_ && committed_ < wanted_);
  };
  if (!wanted()) work_.wait_for(lock, patience(), wanted);
  // Callers who were answered together come back together: one sync for all of them is worth a
  // moment.
  const auto all_are_back = [this] { return queued_records_ >= expected_ || stopping_; };
  if (!queue_.empty() && !all_are_back()) work_.wait_for(lock, kGather, all_are_back);
  return take_group();
}

void Writer::run() {
  last_commit_ = std::chrono::steady_clock::now();
  while (true) {
    const std::vector<BatchPtr> group = next_group();
    in_hand_ = group;
    try {
      if (poisoned_) answer(group, Error(Code::poisoned, poison_text_));
      else if (has_work(group)) serve(group);
      else look_at_others();
    } catch (const Error& error) {
      give_up(error);
    } catch (const std::exception& error) {
      give_up(Error(Code::internal, error.what()));
    }
    const std::lock_guard lock(mutex_);
    if (stopping_ && queue_.empty()) break;
  }
  try {
    if (!poisoned_ && committed_ < acknowledged_ && !is_stale_) commit_state();
  } catch (const Error& error) {
    poison(error); // the journal has it all: the next open replays
  }
}

bool Writer::has_work(const std::vector<BatchPtr>& group) {
  if (!group.empty() || turn_.held()) return true;
  if (options_.tick && next_due_ <= options_.clock->now()) return true;
  return is_asked();
}

// One group, and what is due; it is, or becomes, this process's turn.
void Writer::serve(const std::vector<BatchPtr>& group) {
  take_turn();
  if (has_ended()) {
    end_commit();
    // The next one waits for its breath of idleness.
    if (group.empty()) return end_turn();
  }
  // What fell due before this millisecond comes before the group; what is due at it comes
  // after: a record journalled at a timer's very instant wins.
  if (options_.tick) fire_due(options_.clock->now() - 1, !group.empty());
  if (!group.empty() && group.front()->fire_until) {
    fire_batch(group.front());
  } else if (!group.empty()) {
    process(group);
  } else if (!committing_ && committed_ < acknowledged_ && (is_asked() || may_commit_idly())) {
    begin_commit();
  }
  if (options_.tick) fire_due(options_.clock->now(), false);
  commit_if_due();
  end_turn();
}

bool Writer::has_ended() {
  const std::lock_guard lock(mutex_);
  return commit_ended_;
}

Millis Writer::next_due() { return turn_.held() ? state_.next_due() : next_due_; }

// A backlog (the clock has jumped, the workspace was closed) is fired in ticks of bounded size, and
// callers who wait get their turn after each. A clock that is behind the journal fires nothing:
// what was due by the later time has been fired.
void Writer::fire_due(Millis until, bool callers_wait) {
  bool intents = false, go_on = true;
  while (go_on && state_.next_due() <= until && journal_.last_at() <= until) {
    store::Record tick = tick_at(until);
    tick.offset = journal_.last_offset() + 1;
    lacks_space_ = !append_or_wait({&tick});
    if (lacks_space_) return; // the timers stay due until there is some
    intents = applier_.apply(tick).new_intents || intents;
    {
      const std::lock_guard lock(mutex_);
      acknowledged_ = journal_.last_offset();
      go_on = !callers_wait && queue_.empty() && commit_waiters_ == 0 && !stopping_;
    }
    commit_if_due();
  }
  state_.release_reader();
  if (intents && options_.on_intents) options_.on_intents();
}

// Ticks are applied first and journalled together: the state commits after the journal in either
// case, so that a crash in between loses both or neither.
void Writer::fire_batch(const BatchPtr& batch) {
  if (committed_ < acknowledged_) commit_state(); // the ticks have all pages to themselves
  std::deque<store::Record> records;
  bool intents = false;
  while (!intents && records.size() < kTicksPerCommit && state_.next_due() <= *batch->fire_until &&
         !state_.is_full()) {
    store::Record record = tick_at(records.empty() ? journal_.last_at() : records.back().at);
    record.offset = journal_.last_offset() + records.size() + 1;
    intents = applier_.apply_tick_towards(*batch->fire_until, &record).new_intents;
    batch->fired_at = record.at;
    records.push_back(std::move(record));
  }
  state_.release_reader();
  std::vector<const store::Record*> ticks;
  for (const store::Record& record : records) ticks.push_back(&record);
  if (!ticks.empty() && !append_or_wait(ticks)) {
    reload(); // the timers are due again
    return answer({batch}, Error(Code::disk_full, "the disk of the workspace is full"));
  }
  answer({batch}, std::nullopt);
}

// The state of the last commit, brought up again by the journal: but for the groups that are still
// to be applied.
void Writer::reload() {
  const uint64_t end =
      groups_.empty() ? journal_.last_offset() + 1 : groups_.front().records.front()->offset;
  state_.reset();
  while (state_.meta.applied + 1 < end) {
    applier_.apply(record_at(&journal_, state_.meta.applied + 1));
  }
}

void Writer::begin_commit() {
  end_commit(); // of the one before
  last_commit_ = std::chrono::steady_clock::now();
  committing_to_ = state_.meta.applied;
  committing_ = true;
  state_.begin_commit([this] {
    const std::lock_guard lock(mutex_);
    commit_ended_ = true;
    work_.notify_one();
  });
  const std::lock_guard lock(mutex_);
  if (commit_waiters_ > 0) state_.hurry_commit();
}

void Writer::end_commit() {
  if (!committing_) return;
  std::optional<Error> failure;
  try {
    state_.finish_commit();
  } catch (const Error& error) {
    if (error.code() != Code::disk_full) throw;
    failure = error;
  }
  last_commit_took_ = std::chrono::steady_clock::now() - last_commit_;
  {
    const std::lock_guard lock(mutex_);
    committing_ = commit_ended_ = false;
    commit_failed_ = failure.has_value();
    if (failure) failed_to_ = committing_to_;
    else committed_ = committing_to_;
    done_.notify_all();
  }
  if (!failure) return;
  // Nothing is lost: the journal has it. The state comes up again and is stored later.
  options_.log->error("{}", failure->message());
  reserve_.release();
  reload();
}

void Writer::commit_state() {
  begin_commit();
  end_commit();
}

void Writer::answer(const std::vector<BatchPtr>& group, const std::optional<Error>& failure) {
  const std::lock_guard lock(mutex_);
  expected_ = queue_.size();
  for (const BatchPtr& batch : group) {
    if (batch->done) continue; // its caller may be gone
    batch->failure = failure;
    end(batch.get());
  }
  if (!failure) {
    acknowledged_ = std::max(acknowledged_, state_.meta.applied);
    show_definitions();
  }
  done_.notify_all();
}

// REQUIRES: the mutex.
void Writer::end(Batch* batch) {
  batch->keeps.reset();
  batch->done = true;
  unanswered_records_ -= batch->records.size();
  ++expected_;
}

// What is journalled and was not applied the next open has.
void Writer::give_up(const Error& error) {
  try {
    ahead_.finish();
  } catch (const std::exception&) {
    // The first failure is the one that is told.
  }
  groups_.clear();
  poison(error);
  answer(in_hand_, error);
}

void Writer::poison(const Error& error) {
  options_.log->critical("a write failed, nothing more is acknowledged: {}", error.message());
  stop();
  const std::lock_guard lock(mutex_);
  poison_text_ = "an earlier write failed (" + error.message() + "); close and open the workspace";
  poisoned_ = true;
  done_.notify_all();
}

void Writer::submit(BatchPtr batch) {
  const std::lock_guard lock(mutex_);
  if (stopping_) throw Error(Code::closed, "the workspace is closed");
  if (poisoned_) throw Error(Code::poisoned, poison_text_);
  if (queued_records_ + batch->records.size() > limits::queue_records) {
    throw Error(Code::limit_exceeded, "limits::queue_records records wait for the writer already");
  }
  queued_records_ += batch->records.size();
  unanswered_records_ += batch->records.size();
  queue_.push_back(std::move(batch));
  work_.notify_one();
}

void Writer::wait(const BatchPtr& batch) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return batch->done; });
  if (batch->failure) throw *batch->failure;
}

Answer Writer::take_answer(const BatchPtr& batch) {
  wait(batch);
  Answer& answer = batch->answers.front();
  if (answer.error) throw *answer.error;
  return std::move(answer);
}

Answer Writer::submit_and_wait(store::Record record, bool opt_out) {
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(std::move(record));
  batch->opt_out = opt_out;
  submit(batch);
  return take_answer(batch);
}

bool Writer::is_done(const BatchPtr& batch) const {
  const std::lock_guard lock(mutex_);
  return batch->done;
}

uint64_t Writer::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

std::optional<Millis> Writer::fire_next(Millis until) {
  auto batch = std::make_shared<Batch>();
  batch->fire_until = until;
  submit(batch);
  wait(batch);
  return batch->fired_at;
}

void Writer::barrier(bool always) {
  if (journal_.last_commit() == settled_commit_.load()) return;
  const store::Journal::End end = journal_.newest_end();
  // What this process has journalled itself and not answered yet nobody has been told of.
  const uint64_t newest = end.offset > journal_.last_offset() ? end.offset : 0;
  std::unique_lock lock(mutex_);
  if (!always && (!queue_.empty() || unanswered_records_ >= kLoad)) return;
  const uint64_t target = std::max(acknowledged_, newest);
  if (committed_ < target) wait_for_commit(&lock, target, always || acknowledged_ >= newest);
  if (committed_ >= std::max(target, end.offset)) {
    settled_commit_ = std::max(settled_commit_.load(), end.commit);
  }
}

// `patient`: however long it takes. A process that is under load is not waited for otherwise.
void Writer::wait_for_commit(std::unique_lock<std::mutex>* lock, uint64_t target, bool patient) {
  wanted_ = std::max(wanted_, target);
  ++commit_waiters_;
  state_.hurry_commit(); // the one under way, if any; begin_commit() sees to those to come
  work_.notify_one();
  const auto ended = [&] { return committed_ >= target || poisoned_; };
  const auto reached = [&] { return ended() || (commit_failed_ && failed_to_ >= target); };
  // One that has failed tells little: the next one has the reserved space.
  for (int tries = 0; tries < 2 && !ended(); ++tries) {
    failed_to_ = 0;
    if (patient) done_.wait(*lock, reached);
    else done_.wait_for(*lock, kOtherPatience, reached);
  }
  --commit_waiters_;
  if (poisoned_) throw Error(Code::poisoned, poison_text_);
}

// REQUIRES: the mutex.
void Writer::show_definitions() {
  shown_definitions_ = state_.definitions;
  shown_published_ = shown_definitions_->published();
}

DefinitionsPtr Writer::definitions() const {
  const std::lock_guard lock(mutex_);
  return shown_definitions_;
}

} // namespace beckon::engine
