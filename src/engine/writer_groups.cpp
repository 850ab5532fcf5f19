// Groups: what is journalled with one sync, applied and answered. Under load the next ones are
// journalled while one is applied.
#include <spdlog/logger.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/look_ahead.h"
#include "engine/writer.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

// A group of so many records takes longer to apply than the next one to be journalled. Callers of
// few records each are better off in one large group after this one.
constexpr size_t kWorthAhead = 128;
// How often it is looked for, while records are applied: several times within a sync.
constexpr size_t kLookEveryRecords = 32;
// Journalled, and not applied: another process that wants its turn waits for these.
constexpr size_t kGroupsAhead = 2;
constexpr std::chrono::milliseconds kLate = 50ms; // of timers

// A planted bug: once in the life of a process a group is numbered, and is in no journal.
bool is_left_out(const store::Journal& journal, const std::vector<store::Record*>& records) {
  static std::atomic<bool> done{false};
  if (journal.last_offset() % 64 != 63 || done.exchange(true)) return false;
  uint64_t offset = journal.last_offset();
  for (store::Record* record : records) record->offset = ++offset;
  return true;
}

} // namespace

std::vector<BatchPtr> Writer::take_group() {
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

// On a full disk ordinary records are refused before anything is tried; opt-outs go on, on the
// reserved space.
std::vector<BatchPtr> Writer::refuse_when_full(std::vector<BatchPtr> group) {
  const bool has_space = store::free_bytes(state_path_) >= store::kFullBelowBytes &&
                         reserve_.restore() && journal_.restore_room();
  return has_space ? group : keep_opt_outs(std::move(group));
}

std::vector<BatchPtr> Writer::keep_opt_outs(std::vector<BatchPtr> group) {
  std::vector<BatchPtr> let_through, refused;
  for (BatchPtr& batch : group)
    (batch->opt_out ? let_through : refused).push_back(std::move(batch));
  if (!refused.empty()) {
    answer(refused, Error(Code::disk_full, "the disk of the workspace is full", "",
                          "opt-outs are still taken; free some space"));
  }
  if (planted(Bug::refused_opt_out)) {
    answer(let_through, Error(Code::disk_full, "the disk of the workspace is full"));
    return {};
  }
  if (!let_through.empty()) {
    reserve_.release();
    journal_.release_room();
  }
  return let_through;
}

// Its records, at the time of the journal.
std::vector<store::Record*> Writer::stamp(const std::vector<BatchPtr>& group) {
  const Millis at = journal_time();
  std::vector<store::Record*> records;
  for (const BatchPtr& batch : group) {
    for (store::Record& record : batch->records) {
      record.at = at;
      records.push_back(&record);
    }
  }
  return records;
}

bool Writer::append(std::vector<BatchPtr>* group) {
  return append_or_wait(stamp(*group)) || append_opt_outs(group);
}

// Less space than it looked: the opt-outs once more, on the reserved space.
bool Writer::append_opt_outs(std::vector<BatchPtr>* group) {
  *group = keep_opt_outs(std::move(*group));
  if (group->empty()) return false;
  if (append_or_wait(stamp(*group))) return true;
  answer(*group, Error(Code::disk_full, "the disk of the workspace is full"));
  return false;
}

// One group after the other for as long as there are any: others are journalled while one is
// applied.
void Writer::process(std::vector<BatchPtr> group) {
  group = refuse_when_full(std::move(group));
  if (group.empty() || !append(&group)) return;
  journalled_.push_back(std::move(group));
  while (!journalled_.empty()) {
    const std::vector<BatchPtr> next = std::move(journalled_.front());
    journalled_.pop_front();
    fold(next);
    answered_.insert(answered_.end(), next.begin(), next.end());
    if (journalled_.empty()) end_next();
    forget_answered();
    if (!journalled_.empty()) commit_on_the_way();
  }
  answered_.clear();
}

void Writer::forget_answered() {
  const auto is_done = [](const BatchPtr& batch) { return batch->done; };
  in_hand_.erase(std::remove_if(in_hand_.begin(), in_hand_.end(), is_done), in_hand_.end());
}

// A large batch is answered as soon as it is applied; callers of few records, who will come back
// together, with the group.
void Writer::fold(const std::vector<BatchPtr>& group) {
  size_t records = 0;
  for (const BatchPtr& batch : group) records += batch->records.size();
  is_worth_ahead_ = records >= kWorthAhead;
  bool intents = false;
  for (const BatchPtr& batch : group) {
    intents = fold(batch.get()) || intents;
    state_.release_reader();
    if (batch->records.size() >= kWorthAhead) answer({batch}, std::nullopt);
  }
  answer(group, std::nullopt);
  if (intents && options_.on_intents) options_.on_intents();
}

// Whether the dispatcher has work of it.
bool Writer::fold(Batch* batch) {
  bool intents = false;
  if (batch->telling) batch->answers.reserve(batch->records.size());
  else batch->verdicts.reserve(batch->records.size());
  LookAhead ahead(&state_, &batch->read);
  for (size_t i = 0; i < batch->records.size(); ++i) {
    if (i % kLookEveryRecords == 0) journal_ahead();
    const bool is_read = i < batch->read.size() && batch->read_by == state_.definitions;
    if (is_read) ahead.step(i);
    Answer told =
        applier_.apply(batch->records[i], batch->telling, is_read ? &batch->read[i] : nullptr);
    intents = intents || told.new_intents;
    if (batch->telling) {
      batch->answers.push_back(std::move(told));
      continue;
    }
    Verdict& verdict = batch->verdicts.emplace_back();
    verdict.duplicate = told.consequences.duplicate;
    if (told.error) verdict.error = std::make_unique<const Error>(std::move(*told.error));
  }
  return intents;
}

// Called now and then while records are applied: what has come meanwhile is journalled, so that it
// can be applied without waiting for the disk.
void Writer::journal_ahead() {
  if (!is_worth_ahead_) return;
  if (ahead_.under_way()) {
    if (!ahead_.has_ended()) return;
    end_next();
  }
  if (journalled_.size() < kGroupsAhead) begin_next();
}

// Takes what waits, if there is anything and it is to come now: not when others are to have their
// turn, nor when timers are late, which are drained between groups.
void Writer::begin_next() {
  if (turn_.wanted()) return;
  if (options_.tick && state_.next_due() < options_.clock->now() - kLate.count()) return;
  std::vector<BatchPtr> next;
  {
    const std::lock_guard lock(mutex_);
    if (!queue_.empty() && !queue_.front()->fire_until) next = take_group();
  }
  if (next.empty()) return;
  in_hand_.insert(in_hand_.end(), next.begin(), next.end());
  journalling_ = refuse_when_full(std::move(next));
  if (journalling_.empty()) return;
  // With it goes what was answered: a batch was read into many pieces, and to free them takes a
  // while.
  ahead_.start([this, stamped = stamp(journalling_), answered = std::exchange(answered_, {})] {
    next_lacks_space_ = !append_or_wait(stamped);
  });
}

void Writer::end_next() {
  if (!ahead_.under_way()) return;
  ahead_.finish();
  std::vector<BatchPtr> group = std::exchange(journalling_, {});
  if (next_lacks_space_ && !append_opt_outs(&group)) return;
  journalled_.push_back(std::move(group));
}

// Whether the records are journalled; false on a full disk.
bool Writer::append_or_wait(const std::vector<store::Record*>& records) {
  if (planted(Bug::unjournalled_group) && is_left_out(journal_, records)) return true;
  try {
    journal_.append(records);
    return true;
  } catch (const Error& error) {
    if (error.code() != Code::disk_full) throw;
    options_.log->error("{}", error.message());
    return planted(Bug::swallowed_space);
  }
}

} // namespace beckon::engine
