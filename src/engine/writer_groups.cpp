// Groups: what is journalled with one sync, applied and answered. A large one is applied while it
// is journalled, and so are those behind it; each is answered when both have been done, or when it
// is journalled if it was foreseen what will come of it.
#include <spdlog/logger.h>

#include <algorithm>
#include <atomic>
#include <cassert>
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
// How often it is looked for, while records are applied: several times within a sync. As often
// whoever waits for this processor is let go first: the thread that has journalled the next group,
// or the caller of one that was answered, who wait the shorter and have less to do.
constexpr size_t kLookEveryRecords = 32;
// Journalled and still to be applied: another process that wants its turn waits for these, and so
// does whoever asks for more than can be foreseen.
constexpr size_t kRecordsAhead = 10'000;
constexpr std::chrono::milliseconds kLate = 50ms; // of timers

// A planted bug: once in the life of a process a group is numbered, and is in no journal.
bool is_left_out(const store::Journal& journal) {
  static std::atomic<bool> done{false};
  return journal.last_offset() % 64 == 63 && !done.exchange(true);
}

size_t records_of(const std::vector<BatchPtr>& batches) {
  size_t records = 0;
  for (const BatchPtr& batch : batches) records += batch->records.size();
  return records;
}

// Whether it may be applied before the journal has it: what people did and said, and not what the
// fold would go through the journal for.
bool may_go_first(const Group& group) {
  const auto is_said = [](const BatchPtr& batch) { return !batch->telling; };
  return group.records.size() >= kWorthAhead &&
         std::all_of(group.batches.begin(), group.batches.end(), is_said);
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

// Its records, at the time of the journal and with the offsets that come next there.
std::vector<const store::Record*> Writer::stamp(const std::vector<BatchPtr>& batches) {
  const Millis at = journal_time();
  uint64_t offset = journal_.last_offset();
  std::vector<const store::Record*> records;
  records.reserve(records_of(batches));
  for (const BatchPtr& batch : batches) {
    for (store::Record& record : batch->records) {
      record.at = at;
      record.offset = ++offset;
      records.push_back(&record);
    }
  }
  return records;
}

// Less space than it looked: the opt-outs once more, on the reserved space.
bool Writer::append_opt_outs(Group* group) {
  group->batches = keep_opt_outs(std::move(group->batches));
  group->records = stamp(group->batches);
  if (group->batches.empty()) return false;
  if (append_or_wait(group->records)) return true;
  answer(group->batches, Error(Code::disk_full, "the disk of the workspace is full"));
  return false;
}

// One group after the other for as long as there are any: others come behind while one is applied.
void Writer::process(const std::vector<BatchPtr>& batches) {
  is_worth_ahead_ = records_of(batches) >= kWorthAhead;
  journal(batches);
  while (!groups_.empty()) {
    Group& group = groups_.front();
    fold(&group);
    answered_.insert(answered_.end(), group.batches.begin(), group.batches.end());
    groups_.pop_front();
    forget_answered();
    if (!groups_.empty()) commit_on_the_way();
  }
  answered_.clear();
}

// Puts a group of them at the end of the row, and journals it or, if there is other work
// meanwhile, begins to. REQUIRES: no other is being journalled.
void Writer::journal(std::vector<BatchPtr> batches) {
  batches = refuse_when_full(std::move(batches));
  if (batches.empty()) return;
  Group& group = groups_.emplace_back();
  group.batches = std::move(batches);
  group.records = stamp(group.batches);
  for (const BatchPtr& batch : group.batches) {
    batch->foreseen = foresight_.foresee(*batch);
    if (batch->foreseen) batch->verdicts.resize(batch->records.size());
  }
  // With it goes what was answered: a batch was read into many pieces, and to free them takes a
  // while.
  const auto append = [this, &group, answered = std::exchange(answered_, {})] {
    next_lacks_space_ = !append_or_wait(group.records);
    if (!next_lacks_space_) answer_foreseen(group);
  };
  if (is_worth_ahead_) return ahead_.start(append);
  append();
  note_journalled();
}

// By the thread that has journalled it.
void Writer::answer_foreseen(const Group& group) {
  const auto is_foreseen = [](const BatchPtr& batch) { return batch->foreseen; };
  if (std::none_of(group.batches.begin(), group.batches.end(), is_foreseen)) return;
  const std::lock_guard lock(mutex_);
  expected_ = queue_.size();
  for (const BatchPtr& batch : group.batches) {
    if (!batch->foreseen) continue;
    acknowledged_ = batch->records.back().offset;
    end(batch.get());
  }
  done_.notify_all();
}

// Waits until the group is in the journal, or was not taken.
void Writer::end_journalling(const Group& group) {
  if (group.journalled || group.lacks_space) return;
  ahead_.finish(); // it is the last one
  note_journalled();
}

void Writer::note_journalled() {
  groups_.back().lacks_space = next_lacks_space_;
  groups_.back().journalled = !next_lacks_space_;
}

// Waits until the first group is in the journal. Of one that finds no space there the opt-outs are
// tried once more; false: nothing is left of it.
bool Writer::settle(Group* group) {
  end_journalling(*group);
  if (group->lacks_space) group->journalled = append_opt_outs(group);
  group->lacks_space = false;
  return group->journalled;
}

void Writer::forget_answered() {
  const std::lock_guard lock(mutex_); // another thread may answer the next ones
  const auto is_done = [](const BatchPtr& batch) { return batch->done; };
  in_hand_.erase(std::remove_if(in_hand_.begin(), in_hand_.end(), is_done), in_hand_.end());
}

// Applies the first group, beside its own way to the journal if it may, and answers it when it is
// there.
void Writer::fold(Group* group) {
  const bool goes_first = !group->journalled && !group->lacks_space && may_go_first(*group);
  if (!goes_first && !settle(group)) return;
  if (goes_first) state_.read_beside(&group->records);
  bool intents = apply(group);
  if (goes_first) {
    end_journalling(*group);
    state_.read_beside(nullptr);
    if (group->lacks_space) {
      take_back(group);
      if (!settle(group)) return;
      intents = apply(group);
    }
  }
  answer(group->batches, std::nullopt);
  if (intents && options_.on_intents) options_.on_intents();
}

// A large batch is answered as soon as it is applied, if it is journalled; callers of few records,
// who will come back together, with the group. Whether the dispatcher has work of it.
bool Writer::apply(Group* group) {
  is_worth_ahead_ = group->records.size() >= kWorthAhead;
  bool intents = false;
  std::vector<BatchPtr> large;
  for (const BatchPtr& batch : group->batches) {
    intents = apply(batch.get()) || intents;
    state_.release_reader();
    if (batch->records.size() >= kWorthAhead) large.push_back(batch);
    if (!group->journalled || large.empty()) continue;
    answer(large, std::nullopt);
    large.clear();
  }
  return intents;
}

// What was applied of a group that the journal did not take: the state of the last commit, brought
// up again without it.
void Writer::take_back(Group* group) {
  end_commit();
  reload();
  for (const BatchPtr& batch : group->batches) {
    batch->answers.clear();
    batch->verdicts.clear();
    batch->foreseen = false;
    batch->read.clear(); // of which some was taken
  }
}

// Whether the dispatcher has work of it.
bool Writer::apply(Batch* batch) {
  bool intents = false;
  if (batch->telling) batch->answers.reserve(batch->records.size());
  else if (!batch->foreseen) batch->verdicts.reserve(batch->records.size());
  LookAhead ahead(&state_, &batch->read);
  for (size_t i = 0; i < batch->records.size(); ++i) {
    if (i % kLookEveryRecords == 0) {
      journal_ahead();
      if (i > 0) std::this_thread::yield();
    }
    const bool is_read = i < batch->read.size() && batch->read_by == state_.definitions;
    if (is_read) ahead.step(i);
    Answer told =
        applier_.apply(batch->records[i], batch->telling, is_read ? &batch->read[i] : nullptr);
    intents = intents || told.new_intents;
    if (batch->telling) {
      batch->answers.push_back(std::move(told));
      continue;
    }
    assert(!batch->foreseen || (!told.error && !told.consequences.duplicate));
    if (batch->foreseen) continue; // it may be with its caller again
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
    end_journalling(groups_.back());
  }
  const uint64_t ahead = journal_.last_offset() - state_.meta.applied;
  if (ahead < kRecordsAhead && !groups_.back().lacks_space) begin_next();
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
  journal(std::move(next));
}

// Whether the records are journalled; false on a full disk.
bool Writer::append_or_wait(const std::vector<const store::Record*>& records) {
  if (planted(Bug::unjournalled_group) && is_left_out(journal_)) return true;
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
