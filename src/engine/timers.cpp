#include "engine/timers.h"

#include <algorithm>

#include "base/bytes.h"
#include "engine/state.h"

namespace beckon::engine {
namespace {

constexpr size_t kReadAhead = 256; // timers of a class
constexpr size_t kTurns = 0, kFlows = 1;

size_t class_of(uint64_t sequence) { return sequence & 1; }

std::string timer_key(Millis due, uint64_t sequence) {
  std::string key(1, static_cast<char>(class_of(sequence)));
  put_big_time(&key, due);
  put_big<uint64_t>(&key, sequence);
  return key;
}

std::string encode(const Timer& timer) {
  std::string value(1, static_cast<char>(timer.kind));
  put_varint(&value, timer.profile);
  put_varint(&value, timer.subject);
  return value;
}

} // namespace

bool is_turn(TimerKind kind) { return kind == TimerKind::predicate || kind == TimerKind::watch; }

Timer decode_timer(std::string_view key, std::string_view value) {
  Timer timer;
  timer.due = get_big_time(key.substr(1));
  timer.sequence = get_big<uint64_t>(key.substr(9));
  ByteReader reader(value);
  timer.kind = static_cast<TimerKind>(reader.little<uint8_t>());
  timer.profile = static_cast<uint32_t>(reader.varint());
  timer.subject = reader.varint();
  return timer;
}

Millis first_turn(const store::Transaction& transaction, store::Table timers) {
  const std::string prefix(1, static_cast<char>(kTurns));
  store::Cursor cursor = transaction.cursor(timers);
  const bool found = cursor.seek(prefix) && cursor.key_starts_with(prefix);
  return found ? decode_timer(cursor.key(), cursor.value()).due : kMillisMax;
}

uint64_t Timers::arm(Millis due, TimerKind kind, uint32_t profile, uint64_t subject) {
  const size_t of = is_turn(kind) ? kTurns : kFlows;
  const uint64_t sequence = state_->meta.next_timer++ << 1 | of;
  const Timer timer{due, sequence, kind, profile, subject};
  state_->put(T::timers, timer_key(due, sequence), encode(timer));
  auto& [ahead, is_all] = queues_[of];
  if (is_all || (!ahead.empty() && due < ahead.back().due)) {
    const auto later = [](Millis at, const Timer& other) { return at < other.due; };
    ahead.insert(std::upper_bound(ahead.begin(), ahead.end(), due, later), timer);
  }
  if (ahead.size() > 2 * kReadAhead) {
    ahead.pop_back();
    is_all = false;
  }
  return sequence;
}

void Timers::disarm(Millis due, uint64_t sequence) {
  state_->remove(T::timers, timer_key(due, sequence));
  auto& ahead = queues_[class_of(sequence)].ahead;
  const auto found = std::find_if(ahead.begin(), ahead.end(),
                                  [&](const Timer& timer) { return timer.sequence == sequence; });
  if (found != ahead.end()) ahead.erase(found);
}

void Timers::hand_over(Millis due, uint64_t sequence, uint32_t profile) {
  const std::string key = timer_key(due, sequence);
  Timer timer = decode_timer(key, state_->get(T::timers, key).value());
  timer.profile = profile;
  state_->put(T::timers, key, encode(timer));
  for (Timer& row : queues_[class_of(sequence)].ahead) {
    if (row.sequence == sequence) row.profile = profile;
  }
}

void Timers::reset() { queues_ = {}; }

const Timer* Timers::first(size_t of) {
  auto& [ahead, is_all] = queues_[of];
  if (ahead.empty() && !is_all) {
    const std::string prefix(1, static_cast<char>(of));
    store::Cursor cursor = state_->txn().cursor(state_->table(T::timers));
    bool found = cursor.seek(prefix) && cursor.key_starts_with(prefix);
    for (; found && ahead.size() < kReadAhead;
         found = cursor.next() && cursor.key_starts_with(prefix)) {
      ahead.push_back(decode_timer(cursor.key(), cursor.value()));
    }
    is_all = !found;
  }
  return ahead.empty() ? nullptr : &ahead.front();
}

Millis Timers::next_due() {
  Millis due = kMillisMax;
  for (const size_t of : {kTurns, kFlows}) {
    if (const Timer* timer = first(of)) due = std::min(due, timer->due);
  }
  return due;
}

Timer Timers::pop(size_t of) {
  const Timer timer = queues_[of].ahead.front();
  queues_[of].ahead.pop_front();
  state_->remove(T::timers, timer_key(timer.due, timer.sequence));
  return timer;
}

std::optional<Timer> Timers::pop_due(Millis until) {
  const Timer* turn = first(kTurns);
  const Timer* flow = first(kFlows);
  const bool turn_first = turn != nullptr && (flow == nullptr || turn->due <= flow->due);
  const Timer* next = turn_first ? turn : flow;
  if (next == nullptr || next->due > until) return std::nullopt;
  return pop(turn_first ? kTurns : kFlows);
}

std::optional<Timer> Timers::pop_turn(Millis until) {
  const Timer* turn = first(kTurns);
  if (turn == nullptr || turn->due > until) return std::nullopt;
  return pop(kTurns);
}

} // namespace beckon::engine
