#include "engine/writer.h"

#include <spdlog/logger.h>

#include <algorithm>

#include "base/limits.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

// Half of what LMDB can hold dirty in one transaction.
constexpr uint64_t kDirtyPages = 60'000;
constexpr auto kCommitEvery = 1s;
// A commit while callers come one after the other would make each wait for it: a breath of
// idleness first.
constexpr auto kIdleBeforeCommit = 2ms;
constexpr auto kLongestSleep = 1s;      // bounds how late a change of the system clock is noticed
constexpr size_t kTicksPerCommit = 100; // of a manual clock; each fires many timers

store::Record tick_at(Millis at) {
  store::Record record;
  record.kind = store::RecordKind::tick;
  record.at = at;
  record.payload = "{}";
  return record;
}

} // namespace

Writer::Writer(store::Environment& environment, store::Journal& journal,
               store::SpaceReserve& reserve, WriterOptions options)
    : state_path_(environment.path()),
      journal_(journal),
      reserve_(reserve),
      options_(std::move(options)),
      state_(environment, journal),
      applier_(&state_) {
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
  std::exception_ptr failure;
  try {
    state_.reset();
    replay();
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
  state_.abandon();
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
  while (state_.meta.applied < last) {
    std::optional<store::Record> record;
    {
      store::Journal::Reader reader(journal_);
      record = reader.at(state_.meta.applied + 1);
    }
    if (!record) throw Error(Code::corrupt, "the journal has a gap");
    apply_one(*record);
    ++replayed_;
    if (state_.dirty_estimate() >= kDirtyPages) commit_state();
  }
  commit_state();
  acknowledged_ = committed_ = last;
  shown_definitions_ = state_.definitions;
  if (replayed_ > 0) options_.log->info("replayed {} records", replayed_);
}

Millis Writer::journal_time() const { return std::max(options_.clock->now(), journal_.last_at()); }

bool Writer::commit_is_due() const {
  if (state_.dirty_estimate() >= kDirtyPages) return true;
  return std::chrono::steady_clock::now() - last_commit_ >= kCommitEvery;
}

// How long the writer may sleep: until the next timer, or until it is time to commit.
std::chrono::milliseconds Writer::patience() {
  std::chrono::milliseconds sleep = kLongestSleep;
  if (committed_ < acknowledged_) sleep = commit_failed_ ? kLongestSleep : kIdleBeforeCommit;
  if (options_.tick && !lacks_space_ && state_.next_due() != kMillisMax) {
    const Millis until_due = std::max<Millis>(0, state_.next_due() - options_.clock->now());
    sleep = std::min(sleep, std::chrono::milliseconds(until_due));
  }
  return sleep;
}

std::vector<BatchPtr> Writer::next_group() {
  std::unique_lock lock(mutex_);
  const auto wanted = [&] {
    return !queue_.empty() || stopping_ || (commit_waiters_ > 0 && committed_ < acknowledged_);
  };
  if (!wanted()) work_.wait_for(lock, patience(), wanted);
  std::vector<BatchPtr> group;
  size_t records = 0, bytes = 0;
  while (!queue_.empty()) {
    const BatchPtr& next = queue_.front();
    // Firing has the journal's tail to itself.
    if (!group.empty() && (next->fire_until || group.front()->fire_until)) break;
    for (const store::Record& record : next->records) bytes += record.payload.size();
    records += next->records.size();
    if (!group.empty() && (records > limits::group_records || bytes > limits::group_bytes)) break;
    queued_records_ -= next->records.size();
    group.push_back(next);
    queue_.pop_front();
  }
  return group;
}

void Writer::run() {
  last_commit_ = std::chrono::steady_clock::now();
  while (true) {
    std::vector<BatchPtr> group = next_group();
    try {
      // What fell due before this millisecond comes before the group; what is due at it comes
      // after: a record journalled at a timer's very instant wins.
      if (!poisoned_ && options_.tick) fire_due(options_.clock->now() - 1, !group.empty());
      if (poisoned_) {
        answer(group, Error(Code::poisoned, poison_text_));
      } else if (!group.empty() && group.front()->fire_until) {
        fire_batch(group.front());
      } else if (!group.empty()) {
        process(group); // a copy: on an exception the callers are still to be answered
      } else if (committed_ < acknowledged_) {
        commit_state();
      }
      if (!poisoned_ && options_.tick) fire_due(options_.clock->now(), false);
      if (!poisoned_ && committed_ < acknowledged_ && commit_is_due()) commit_state();
    } catch (const Error& error) {
      poison(error);
      answer(group, error);
    } catch (const std::exception& error) {
      const Error wrapped(Code::internal, error.what());
      poison(wrapped);
      answer(group, wrapped);
    }
    const std::lock_guard lock(mutex_);
    if (stopping_ && queue_.empty()) break;
  }
  try {
    if (!poisoned_ && committed_ < acknowledged_) commit_state();
  } catch (const Error& error) {
    poison(error); // the journal has it all: the next open replays
  }
}

// On a full disk ordinary records are refused before anything is tried; opt-outs go on, on the
// reserved space.
std::vector<BatchPtr> Writer::refuse_when_full(std::vector<BatchPtr> group) {
  if (store::free_bytes(state_path_) >= store::kFullBelowBytes && reserve_.restore()) return group;
  return keep_opt_outs(std::move(group));
}

std::vector<BatchPtr> Writer::keep_opt_outs(std::vector<BatchPtr> group) {
  std::vector<BatchPtr> let_through, refused;
  for (BatchPtr& batch : group)
    (batch->opt_out ? let_through : refused).push_back(std::move(batch));
  if (!refused.empty()) {
    answer(refused, Error(Code::disk_full, "the disk of the workspace is full", "",
                          "opt-outs are still taken; free some space"));
  }
  if (!let_through.empty()) reserve_.release();
  return let_through;
}

bool Writer::append(std::vector<BatchPtr>* group, std::vector<store::Record>* records) {
  const auto gather = [&] {
    const Millis at = journal_time();
    records->clear();
    for (const BatchPtr& batch : *group) {
      for (store::Record& record : batch->records) record.at = at;
      records->insert(records->end(), batch->records.begin(), batch->records.end());
    }
  };
  gather();
  if (append_or_wait(records)) return true;
  // Less space than it looked: the opt-outs once more, on the reserved space.
  *group = keep_opt_outs(std::move(*group));
  if (group->empty()) return false;
  gather();
  if (append_or_wait(records)) return true;
  answer(*group, Error(Code::disk_full, "the disk of the workspace is full"));
  return false;
}

void Writer::process(std::vector<BatchPtr> group) {
  group = refuse_when_full(std::move(group));
  if (group.empty()) return;
  std::vector<store::Record> records;
  if (!append(&group, &records)) return;
  bool intents = false;
  size_t next = 0;
  for (const BatchPtr& batch : group) {
    const size_t count = batch->records.size();
    batch->answers.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      Answer told = apply_one(records[next++]);
      intents = intents || told.new_intents;
      batch->answers.push_back(std::move(told));
    }
  }
  state_.release_reader();
  answer(group, std::nullopt);
  if (intents && options_.on_intents) options_.on_intents();
}

// One record in the state. When the transaction is full, the state goes back to its last commit
// and comes up again from the journal in smaller steps.
Answer Writer::apply_one(const store::Record& record) {
  try {
    return applier_.apply(record);
  } catch (const store::TransactionFull&) {
    options_.log->warn("one state transaction was full; going on in smaller steps");
  }
  state_.reset();
  while (state_.meta.applied + 1 < record.offset) {
    std::optional<store::Record> again;
    {
      store::Journal::Reader reader(journal_);
      again = reader.at(state_.meta.applied + 1);
    }
    if (!again) throw Error(Code::corrupt, "the journal has a gap");
    applier_.apply(*again);
    if (state_.dirty_estimate() >= kDirtyPages / 4) commit_state();
  }
  commit_state();
  return applier_.apply(record);
}

// A backlog (the clock has jumped, the workspace was closed) is fired in ticks of bounded size, and
// callers who wait get their turn after each. A clock that is behind the journal fires nothing:
// what was due by the later time has been fired.
void Writer::fire_due(Millis until, bool callers_wait) {
  bool intents = false, go_on = true;
  while (go_on && state_.next_due() <= until && journal_.last_at() <= until) {
    std::vector<store::Record> records = {tick_at(until)};
    lacks_space_ = !append_or_wait(&records);
    if (lacks_space_) return; // the timers stay due until there is some
    intents = apply_one(records.front()).new_intents || intents;
    {
      const std::lock_guard lock(mutex_);
      acknowledged_ = journal_.last_offset();
      go_on = !callers_wait && queue_.empty() && commit_waiters_ == 0 && !stopping_;
    }
    if (commit_is_due()) commit_state();
  }
  state_.release_reader();
  if (intents && options_.on_intents) options_.on_intents();
}

// Ticks are applied first and journalled together: the state commits after the journal in either
// case, so that a crash in between loses both or neither.
void Writer::fire_batch(const BatchPtr& batch) {
  if (committed_ < acknowledged_) commit_state(); // a full transaction then has only ticks in it
  std::vector<store::Record> records;
  bool intents = false;
  while (!intents && records.size() < kTicksPerCommit && state_.next_due() <= *batch->fire_until &&
         state_.dirty_estimate() < kDirtyPages) {
    store::Record record = tick_at(records.empty() ? journal_.last_at() : records.back().at);
    record.offset = journal_.last_offset() + records.size() + 1;
    intents = applier_.apply_tick_towards(*batch->fire_until, &record).new_intents;
    batch->fired_at = record.at;
    records.push_back(std::move(record));
  }
  state_.release_reader();
  if (!records.empty() && !append_or_wait(&records)) {
    reload(); // the timers are due again
    return answer({batch}, Error(Code::disk_full, "the disk of the workspace is full"));
  }
  answer({batch}, std::nullopt);
}

// Whether the records are journalled; false on a full disk.
bool Writer::append_or_wait(std::vector<store::Record>* records) {
  try {
    journal_.append(records);
    return true;
  } catch (const Error& error) {
    if (error.code() != Code::disk_full) throw;
    options_.log->error("{}", error.message());
    return false;
  }
}

// The state of the last commit, brought up again by the journal.
void Writer::reload() {
  state_.reset();
  while (state_.meta.applied < journal_.last_offset()) {
    std::optional<store::Record> record;
    {
      store::Journal::Reader reader(journal_);
      record = reader.at(state_.meta.applied + 1);
    }
    if (!record) throw Error(Code::corrupt, "the journal has a gap");
    applier_.apply(*record);
  }
}

void Writer::commit_state() {
  last_commit_ = std::chrono::steady_clock::now();
  const uint64_t reached = state_.meta.applied;
  try {
    state_.commit();
  } catch (const Error& error) {
    if (error.code() != Code::disk_full) throw;
    // Nothing is lost: the journal has it. The state comes up again and is stored later.
    options_.log->error("{}", error.message());
    reserve_.release();
    {
      const std::lock_guard lock(mutex_);
      commit_failed_ = true;
      done_.notify_all();
    }
    reload();
    return;
  }
  const std::lock_guard lock(mutex_);
  committed_ = reached;
  commit_failed_ = false;
  done_.notify_all();
}

void Writer::answer(const std::vector<BatchPtr>& group, const std::optional<Error>& failure) {
  const std::lock_guard lock(mutex_);
  for (const BatchPtr& batch : group) {
    if (batch->done) continue; // refused before; its caller may be gone
    batch->failure = failure;
    batch->done = true;
  }
  if (!failure) {
    acknowledged_ = std::max(acknowledged_, state_.meta.applied);
    shown_definitions_ = state_.definitions;
  }
  done_.notify_all();
}

void Writer::poison(const Error& error) {
  options_.log->critical("a write failed, nothing more is acknowledged: {}", error.message());
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
  queue_.push_back(std::move(batch));
  work_.notify_one();
}

void Writer::wait(const BatchPtr& batch) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return batch->done; });
  if (batch->failure) throw *batch->failure;
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
  std::unique_lock lock(mutex_);
  if (!always && !queue_.empty()) return;
  const uint64_t target = acknowledged_;
  if (committed_ >= target) return;
  ++commit_waiters_;
  work_.notify_one();
  done_.wait(lock, [&] { return committed_ >= target || poisoned_ || commit_failed_; });
  --commit_waiters_;
  if (poisoned_) throw Error(Code::poisoned, poison_text_);
}

DefinitionsPtr Writer::definitions() const {
  const std::lock_guard lock(mutex_);
  return shown_definitions_;
}

} // namespace beckon::engine
