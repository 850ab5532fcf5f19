// Groups: what is journalled with one sync, applied and answered. Under load one is journalled
// while the one before is applied.
#include <spdlog/logger.h>

#include <utility>

#include "base/limits.h"
#include "base/planted.h"
#include "engine/look_ahead.h"
#include "engine/writer.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

// A group of so many records takes longer to apply than the next one to be journalled.
constexpr size_t kWorthAhead = 128;
constexpr std::chrono::milliseconds kLate = 50ms; // of timers

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

// One group after the other for as long as there are any: each is journalled while the one before
// is applied.
void Writer::process(std::vector<BatchPtr> group) {
  group = refuse_when_full(std::move(group));
  if (group.empty() || !append(&group)) return;
  while (!group.empty()) {
    std::vector<BatchPtr> next = begin_next(group);
    fold(group);
    end_next(&next);
    group = std::move(next);
    in_hand_ = group;
    if (!group.empty()) commit_on_the_way();
  }
}

// A large batch is answered as soon as it is applied; callers of few records, who will come back
// together, with the group.
void Writer::fold(const std::vector<BatchPtr>& group) {
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
  batch->answers.reserve(batch->records.size());
  LookAhead ahead(&state_, &batch->read);
  for (size_t i = 0; i < batch->records.size(); ++i) {
    const bool is_read = i < batch->read.size() && batch->read_by == state_.definitions;
    if (is_read) ahead.step(i);
    Answer told =
        applier_.apply(batch->records[i], batch->telling, is_read ? &batch->read[i] : nullptr);
    intents = intents || told.new_intents;
    batch->answers.push_back(std::move(told));
  }
  return intents;
}

// Takes what waits and has it journalled, if that is worth its while: callers of few records each
// are better off in one large group after this one. None when others are to have their turn, or
// when timers are late: those are drained between groups.
std::vector<BatchPtr> Writer::begin_next(const std::vector<BatchPtr>& group) {
  size_t records = 0;
  for (const BatchPtr& batch : group) records += batch->records.size();
  if (records < kWorthAhead || turn_.wanted()) return {};
  if (options_.tick && state_.next_due() < options_.clock->now() - kLate.count()) return {};
  std::vector<BatchPtr> next;
  {
    const std::lock_guard lock(mutex_);
    if (!queue_.empty() && !queue_.front()->fire_until) next = take_group();
  }
  in_hand_.insert(in_hand_.end(), next.begin(), next.end());
  next = refuse_when_full(std::move(next));
  if (!next.empty()) {
    ahead_.start([this, stamped = stamp(next)] { next_lacks_space_ = !append_or_wait(stamped); });
  }
  return next;
}

void Writer::end_next(std::vector<BatchPtr>* group) {
  if (group->empty()) return;
  ahead_.finish();
  if (next_lacks_space_ && !append_opt_outs(group)) group->clear();
}

// Whether the records are journalled; false on a full disk.
bool Writer::append_or_wait(const std::vector<store::Record*>& records) {
  if (planted(Bug::unjournalled_group) && journal_.last_offset() % 64 == 63) return true;
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
