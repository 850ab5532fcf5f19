// The writer among other processes, and beside readers that stay where they are: when it has the
// turn, and when it commits.
#include <spdlog/logger.h>

#include <algorithm>
#include <utility>

#include "engine/timers.h"
#include "engine/writer.h"

namespace beckon::engine {
namespace {

using namespace std::chrono_literals;

constexpr auto kTurn = 20ms; // how long a busy process keeps it when another one waits
// A reader that stays where it is (a copy being made by another program, a process that was
// stopped) costs the pages of every commit meanwhile: from so many behind on, the state commits
// seldom. The journal has everything, and whoever asks for a commit gets it.
constexpr uint64_t kLag = 3;
constexpr auto kCommitEveryBehind = 60s;
constexpr auto kLookAtLag = 10ms;
constexpr auto kReadersEvery = 5s; // those of processes that died are let go

} // namespace

// Another process may have written since: its records are in the state that it committed before it
// gave up the turn or, if it died, in the journal alone.
void Writer::take_turn() {
  if (turn_.held()) return;
  turn_.take();
  turn_began_ = std::chrono::steady_clock::now();
  journal_.refresh();
  bool changed = true;
  if (std::exchange(is_stale_, false)) state_.reset();
  else changed = state_.begin();
  if (changed) reserve_.look();
  if (state_.meta.applied < journal_.last_offset()) {
    replay();
    if (options_.on_intents) options_.on_intents();
  } else if (changed) {
    note_reached();
  }
}

// The state that another process has left, as if it were this one's own.
void Writer::note_reached() {
  const std::lock_guard lock(mutex_);
  acknowledged_ = std::max(acknowledged_, state_.meta.applied);
  committed_ = state_.meta.applied;
  show_definitions();
  done_.notify_all();
}

void Writer::give_up_turn() {
  next_due_ = state_.next_due();
  // A commit that fails for want of space fails in another process too, but opt-outs go on there.
  is_stale_ = committed_ < acknowledged_;
  if (is_stale_) state_.abandon();
  else state_.rest();
  seen_commit_ = environment_.last_commit();
  seen_applied_ = state_.meta.applied;
  turn_.give_up();
}

// After what was to be done: whether others are to have their turn. A busy process keeps it for a
// while, an idle one until the state is committed.
void Writer::end_turn() {
  const bool wanted = turn_.wanted();
  const bool idle = [&] {
    const std::lock_guard lock(mutex_);
    return queue_.empty();
  }();
  if (!committing_ && committed_ >= acknowledged_ && (idle || wanted)) return give_up_turn();
  if (!wanted) return;
  if (!idle && std::chrono::steady_clock::now() - turn_began_ < kTurn) return;
  end_commit();
  if (committed_ < acknowledged_ && !commit_failed_) commit_state();
  give_up_turn();
}

// What another process has committed may be due here: any of them fires timers and one dispatches.
// What it has acknowledged and not committed before it died nobody would see until somebody writes.
void Writer::look_at_others() {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_readers_ >= kReadersEvery) {
    looked_at_readers_ = now;
    environment_.check_readers();
  }
  const uint64_t newest = journal_.newest_offset(), commit = environment_.last_commit();
  if (commit != seen_commit_) {
    seen_commit_ = commit;
    const store::Transaction reader = environment_.begin_read();
    const auto numbers = reader.get(state_.table(T::meta), "numbers");
    seen_applied_ = numbers ? decode_meta(*numbers).applied : 0;
    next_due_ = first_timer(reader, state_.table(T::timers));
    if (options_.on_intents) options_.on_intents();
  }
  if (seen_applied_ >= newest || turn_.taken()) return;
  seen_applied_ = newest; // not again, should it fail for want of space
  serve({});
}

// Whether somebody waits to see a record committed.
bool Writer::is_asked() {
  const std::lock_guard lock(mutex_);
  return commit_waiters_ > 0 && committed_ < wanted_;
}

// Whether an old reader makes commits dear, and the last one is not long ago.
bool Writer::is_held_back() {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_lag_ >= kLookAtLag) {
    looked_at_lag_ = now;
    lags_ = environment_.lag() > kLag;
  }
  return lags_ && now - last_commit_ < kCommitEveryBehind;
}

bool Writer::others() const { return options_.claim != nullptr && options_.claim->others(); }

} // namespace beckon::engine
