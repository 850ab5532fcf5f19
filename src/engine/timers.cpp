#include "engine/timers.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/planted.h"
#include "engine/state.h"

namespace beckon::engine {
namespace {

constexpr size_t kReadAhead = 512;   // timers of a class
constexpr size_t kUnwritten = 4'096; // arms and removals of a class kept in memory
constexpr size_t kTurns = 0, kFlows = 1;

size_t class_of(uint64_t sequence) { return sequence & 1; }

void timer_key(Millis due, uint64_t sequence, std::string* key) {
  key->assign(1, static_cast<char>(class_of(sequence)));
  put_big_time(key, due);
  put_big<uint64_t>(key, sequence);
}

void encode(const Timer& timer, std::string* value) {
  value->assign(1, static_cast<char>(timer.kind));
  put_varint(value, timer.profile);
  put_varint(value, timer.subject);
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

namespace {
Millis first_of(size_t of, const store::Transaction& transaction, store::Table timers) {
  const std::string prefix(1, static_cast<char>(of));
  store::Cursor cursor = transaction.cursor(timers);
  const bool found = cursor.seek(prefix) && cursor.key_starts_with(prefix);
  return found ? decode_timer(cursor.key(), cursor.value()).due : kMillisMax;
}
} // namespace

Millis first_turn(const store::Transaction& transaction, store::Table timers) {
  return first_of(kTurns, transaction, timers);
}

Millis first_timer(const store::Transaction& transaction, store::Table timers) {
  return std::min(first_of(kTurns, transaction, timers), first_of(kFlows, transaction, timers));
}

uint64_t Timers::arm(Millis due, TimerKind kind, uint32_t profile, uint64_t subject) {
  const size_t of = is_turn(kind) ? kTurns : kFlows;
  const uint64_t sequence = state_->meta.next_timer++ << 1 | of;
  const Row row{{due, sequence, kind, profile, subject}};
  Queue& queue = queues_[of];
  queue.from = std::min(queue.from, row.key());
  auto& ahead = queue.ahead;
  if (!queue.is_all && (ahead.empty() || due >= ahead.back().timer.due)) {
    queue.later.push_back(row);
  } else {
    const auto later = [](Millis at, const Row& other) { return at < other.timer.due; };
    ahead.insert(std::upper_bound(ahead.begin(), ahead.end(), due, later), row);
  }
  keep_small(&queue);
  return sequence;
}

void Timers::disarm(Millis due, uint64_t sequence) {
  Queue& queue = queues_[class_of(sequence)];
  const Key key{due, sequence};
  const auto before = [](const Row& row, const Key& than) { return row.key() < than; };
  const auto ahead = std::lower_bound(queue.ahead.begin(), queue.ahead.end(), key, before);
  if (ahead != queue.ahead.end() && ahead->key() == key) {
    if (ahead->stored) queue.removed.push_back(key);
    queue.ahead.erase(ahead);
    return keep_small(&queue);
  }
  const auto armed_before = [](const Row& row, uint64_t than) { return row.timer.sequence < than; };
  const auto later =
      std::lower_bound(queue.later.begin(), queue.later.end(), sequence, armed_before);
  if (later != queue.later.end() && later->timer.sequence == sequence) {
    later->gone = true;
    return;
  }
  queue.removed.push_back(key);
  keep_small(&queue);
}

// What waits to be written, and what is read ahead, stays small.
void Timers::keep_small(Queue* queue) {
  const bool long_ahead = queue->ahead.size() > 2 * kReadAhead;
  if (!long_ahead && queue->later.size() + queue->removed.size() < kUnwritten) return;
  store();
  if (!long_ahead) return;
  queue->ahead.resize(kReadAhead);
  queue->is_all = false;
}

void Timers::store() {
  for (const size_t of : {kTurns, kFlows}) store(of);
}

void Timers::store(size_t of) {
  Queue& queue = queues_[of];
  std::sort(queue.removed.begin(), queue.removed.end());
  for (const Key& key : queue.removed) {
    timer_key(key.due, key.sequence, &key_);
    state_->remove(T::timers, key_);
  }
  queue.removed.clear();
  for (Row& row : queue.ahead) {
    if (row.stored) continue;
    row.stored = true;
    if (planted(Bug::lost_timer) && &row == &queue.ahead.back()) continue;
    put(row.timer);
  }
  const auto before = [](const Row& a, const Row& b) { return a.key() < b.key(); };
  std::sort(queue.later.begin(), queue.later.end(), before);
  for (const Row& row : queue.later) {
    if (!row.gone) put(row.timer);
  }
  queue.later.clear();
}

void Timers::put(const Timer& timer) {
  timer_key(timer.due, timer.sequence, &key_);
  encode(timer, &value_);
  state_->put(T::timers, key_, value_);
}

void Timers::hand_over(Millis due, uint64_t sequence, uint32_t profile) {
  store();
  timer_key(due, sequence, &key_);
  Timer timer = decode_timer(key_, state_->get(T::timers, key_).value());
  timer.profile = profile;
  put(timer);
  for (Row& row : queues_[class_of(sequence)].ahead) {
    if (row.timer.sequence == sequence) row.timer.profile = profile;
  }
}

void Timers::reset() { queues_ = {}; }

const Timer* Timers::first(size_t of) {
  Queue& queue = queues_[of];
  if (queue.ahead.empty() && !queue.is_all) read_ahead(of);
  return queue.ahead.empty() ? nullptr : &queue.ahead.front().timer;
}

void Timers::read_ahead(size_t of) {
  store(of);
  Queue& queue = queues_[of];
  const std::string prefix(1, static_cast<char>(of));
  timer_key(queue.from.due, queue.from.sequence | of, &key_);
  store::Cursor cursor = state_->txn().cursor(state_->table(T::timers));
  bool found = cursor.seek(key_) && cursor.key_starts_with(prefix);
  for (; found && queue.ahead.size() < kReadAhead;
       found = cursor.next() && cursor.key_starts_with(prefix)) {
    queue.ahead.push_back({decode_timer(cursor.key(), cursor.value()), true});
  }
  queue.is_all = !found;
}

Millis Timers::next_due() {
  Millis due = kMillisMax;
  for (const size_t of : {kTurns, kFlows}) {
    if (const Timer* timer = first(of)) due = std::min(due, timer->due);
  }
  return due;
}

Timer Timers::pop(size_t of) {
  Queue& queue = queues_[of];
  const Row row = queue.ahead.front();
  queue.ahead.pop_front();
  queue.from = row.key();
  if (row.stored) queue.removed.push_back(row.key());
  return row.timer;
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
