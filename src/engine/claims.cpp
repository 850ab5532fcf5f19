#include "engine/claims.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "engine/accepted_days.h"
#include "engine/made_record.h"

namespace beckon::engine {
namespace {

// A send that is refused does not wait any more, or waits for a later instant, once a commit tells.
// Should it wait all the same, it is asked for so seldom that nothing is kept busy by it.
constexpr Millis kRefusedRests = 1'000;
constexpr size_t kRefusedKept = 4 * limits::claim_batch; // looked through for what is over

} // namespace

void Claims::reset() {
  const std::lock_guard lock(mutex_);
  router_.begin();
  seen_.clear();
  refused_.clear();
  passed_.clear();
  calls_ = 0;
  is_busy_ = false;
}

Claims::Pending Claims::begin(bool fresh) {
  Pending pending;
  auto reader = fresh ? parts_.readers->read(true) : parts_.readers->committed();
  {
    const std::lock_guard lock(mutex_);
    const Millis now = parts_.clock->now();
    refresh(*reader, now);
    if (router_.counts()) {
      // What accounts had today is counted exactly: nothing is booked while it is read.
      reader.reset();
      reader = parts_.readers->read(true);
      refresh(*reader, now);
    }
    choose(*reader, now, &pending.wanted);
  }
  reader.reset();
  if (pending.wanted.empty()) return pending;
  schema::Value wanted = schema::Value::array();
  for (const Wanted& one : pending.wanted) {
    wanted.push_back(schema::Value::object({{"send", one.send.number}, {"provider", one.account}}));
  }
  pending.batch = std::make_shared<Batch>();
  pending.batch->records.push_back(made_record(
      store::RecordKind::claim, 0, schema::Value::object({{"claims", std::move(wanted)}})));
  parts_.writer->submit(pending.batch);
  return pending;
}

void Claims::refresh(const Reader& reader, Millis now) {
  router_.refresh(
      reader.definitions_ptr(), parts_.catalog,
      [&](const std::string& account) { return reader.counter(accepted_counter(account, now)); },
      now);
}

void Claims::forget(uint64_t applied) {
  if (applied == looked_at_) return;
  std::erase_if(seen_, [&](const auto& row) { return row.second.until <= applied; });
  passed_.clear();
  looked_at_ = applied;
}

bool Claims::is_seen(uint64_t send, Millis due) const {
  const auto found = seen_.find(send);
  return found != seen_.end() && found->second.due == due;
}

void Claims::note_refused(const SendRow& send, Millis now) {
  if (refused_.size() >= kRefusedKept) {
    std::erase_if(refused_, [&](const auto& row) { return row.second.at + kRefusedRests <= now; });
  }
  refused_[send.number] = {send.due_at, now};
}

Millis Claims::refused_until(uint64_t send, Millis due) const {
  const auto found = refused_.find(send);
  const bool same = found != refused_.end() && found->second.due == due;
  return same ? found->second.at + kRefusedRests : kMillisMin;
}

void Claims::choose(const Reader& reader, Millis now, std::vector<Wanted>* wanted) {
  forget(reader.meta().applied);
  held_.clear();
  for (const Lane& lane : kLanes) choose_in_lane(reader, lane, now, wanted);
  for (const Wanted& one : *wanted) seen_[one.send.number] = {one.send.due_at, UINT64_MAX};
}

// A send that must wait (for the pace of its domain, for the one account that may repeat it) does
// not hold up those behind it, as far as limits::held_back_scan looks.
void Claims::choose_in_lane(const Reader& reader, const Lane& lane, Millis now,
                            std::vector<Wanted>* wanted) {
  const std::string prefix = outbox_prefix(false, lane);
  std::string& passed = passed_[prefix];
  store::Cursor cursor = reader.txn().cursor(reader.table(T::outbox));
  size_t held = 0;
  for (bool found = cursor.seek(passed.empty() ? prefix : passed);
       found && cursor.key_starts_with(prefix); found = cursor.next()) {
    const bool enough = wanted->size() >= limits::claim_batch || held >= limits::held_back_scan;
    if (held == 0) passed = cursor.key();
    const Millis due = outbox_due(cursor.key());
    if (enough || due > now) return;
    const uint64_t number = outbox_send(cursor.key());
    if (is_seen(number, due)) continue;
    if (const Millis until = refused_until(number, due); until > now) {
      Millis& first = held_.try_emplace(prefix, kMillisMax).first->second;
      first = std::min(first, until);
      ++held;
      continue;
    }
    auto send = reader.send(number);
    if (!send) continue;
    if (is_call(*send)) {
      if (calls_ >= limits::calls_under_way) {
        is_busy_ = true;
        return;
      }
      ++calls_;
      wanted->push_back({std::move(*send), ""});
      continue;
    }
    Router::Choice choice = router_.choose(*send, now);
    if (choice.account.empty() && choice.free_at > now) {
      Millis& until = held_.try_emplace(prefix, kMillisMax).first->second;
      until = std::min(until, choice.free_at);
      ++held;
      is_busy_ = is_busy_ || choice.is_busy;
      if (choice.lane_waits) return;
      continue;
    }
    // Without any account: policy says so; with a lost one: the outcome does.
    if (choice.account.empty() && send->doubtful) choice.account = send->provider;
    wanted->push_back({std::move(*send), std::move(choice.account)});
  }
}

// What the others took of their accounts is given back.
std::vector<Outgoing> Claims::finish(Pending pending) {
  const Answer answer = parts_.writer->take_answer(pending.batch);
  std::unordered_set<uint64_t> granted;
  for (const schema::Value& number : answer.value.find("granted")->as_array()) {
    granted.insert(static_cast<uint64_t>(number.as_integer()));
  }
  const Millis at = answer.value.find("at")->as_integer();
  const uint64_t known = parts_.writer->acknowledged();
  const Millis now = parts_.clock->now();
  std::vector<Outgoing> outgoing;
  const std::lock_guard lock(mutex_);
  for (Wanted& one : pending.wanted) {
    if (granted.count(one.send.number) == 0) {
      router_.give_back(one.account, one.send);
      router_.dropped(one.account);
      if (is_call(one.send)) --calls_;
      seen_[one.send.number].until = known;
      note_refused(one.send, now);
      continue;
    }
    SendRow& send = one.send;
    send.state = SendState::inflight;
    send.provider = one.account;
    send.reason.clear();
    send.claimed_at = at;
    ++send.attempts;
    Router::Chosen chosen = router_.find(one.account);
    outgoing.push_back({std::move(send), std::move(chosen)});
  }
  return outgoing;
}

void Claims::give_back(const SendRow& send) {
  const std::lock_guard lock(mutex_);
  router_.give_back(send.provider, send);
}

void Claims::settled(const SendRow& send, const provider::Outcome& outcome, bool tells) {
  const std::lock_guard lock(mutex_);
  router_.settled(send, outcome, tells, parts_.clock->now());
}

bool Claims::booked(const std::vector<SendRow>& sends) {
  const uint64_t known = parts_.writer->acknowledged();
  const Millis now = parts_.clock->now();
  const std::lock_guard lock(mutex_);
  for (const SendRow& send : sends) {
    router_.booked(send, now);
    if (is_call(send)) --calls_;
    const auto found = seen_.find(send.number);
    if (found != seen_.end()) found->second.until = known;
  }
  return std::exchange(is_busy_, false);
}

// What is due and held back is not due before it may go.
Millis Claims::next_due() {
  const std::lock_guard lock(mutex_);
  const Millis now = parts_.clock->now();
  const auto reader = parts_.readers->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::outbox));
  Millis next = kMillisMax;
  for (const Lane& lane : kLanes) {
    const std::string prefix = outbox_prefix(false, lane);
    if (!cursor.seek(prefix) || !cursor.key_starts_with(prefix)) continue;
    Millis due = outbox_due(cursor.key());
    const auto held = held_.find(prefix);
    if (due <= now && held != held_.end() && held->second > now) {
      std::string later = prefix;
      put_big_time(&later, now + 1);
      const bool more = cursor.seek(later) && cursor.key_starts_with(prefix);
      due = std::min(held->second, more ? outbox_due(cursor.key()) : kMillisMax);
    }
    next = std::min(next, due);
  }
  return next;
}

} // namespace beckon::engine
