#include "engine/simulation/course.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/made_record.h"
#include "engine/simulation/outbox.h"

namespace beckon::engine {
namespace {

// The account that is asked first for the channel; what may have been accepted keeps its own.
std::string provider_for(const Definitions& definitions, const SendRow& send) {
  if (send.doubtful) return send.provider;
  const ProviderHead* best = nullptr;
  for (const auto& [key, provider] : definitions.providers()) {
    if (provider.channel != send.channel) continue;
    if (best == nullptr || provider.priority < best->priority) best = &provider;
  }
  return best == nullptr ? std::string() : best->key;
}

} // namespace

Course::Course(Scratch* scratch, Answers answers, Pulse pulse)
    : scratch_(scratch),
      answers_(std::move(answers)),
      pulse_(std::move(pulse)),
      now_(scratch->state().meta.now) {}

void Course::tell_refused() {
  if (!observer_) return;
  for (const RefusedStart& start : scratch_->refused()) observer_(start);
}

void Course::advance(Millis to) {
  while (true) {
    const Millis timer = scratch_->state().next_due();
    const Millis send = std::max(next_send_, now_);
    if (std::min(timer, send) > to) break;
    if (timer <= send) {
      const uint64_t sends = scratch_->state().meta.next_send;
      now_ = std::max(now_, scratch_->fire(std::min(to, send)));
      ++records_;
      tell_refused();
      if (scratch_->state().meta.next_send != sends) next_send_ = now_;
    } else {
      now_ = send;
    }
    if (next_send_ <= now_ && scratch_->state().next_due() > now_) settle();
    if (pulse_) pulse_();
  }
  now_ = std::max(now_, to);
}

Answer Course::apply_journalled(const store::Record& record) {
  advance(record.at - 1);
  now_ = std::max(now_, record.at);
  Answer answer = scratch_->apply_journalled(record);
  tell_refused();
  if (answer.new_intents) next_send_ = kMillisMin;
  if (next_send_ <= now_) settle();
  return answer;
}

Answer Course::apply_made(store::Record record) {
  advance(record.at - 1);
  now_ = std::max(now_, record.at);
  Answer answer = scratch_->apply_made(std::move(record));
  ++records_;
  tell_refused();
  if (answer.new_intents) next_send_ = kMillisMin;
  if (next_send_ <= now_) settle();
  return answer;
}

schema::Value Course::claims_due() {
  State& state = scratch_->state();
  schema::Value claims = schema::Value::array();
  for (const uint64_t number :
       due_sends(state.txn(), state.table(T::outbox), now_, limits::claim_batch)) {
    const SendRow send = decode_send(number, state.get(T::sends, number_key(number)).value());
    claims.push_back(schema::Value::object(
        {{"send", number}, {"provider", provider_for(*state.definitions, send)}}));
  }
  return claims;
}

// Everything that is due now is claimed and answered, what comes due by that as well.
void Course::settle() {
  schema::Value before;
  while (true) {
    const schema::Value claims = claims_due();
    if (claims.size() == 0) break;
    if (claims == before) throw Error(Code::internal, "a claim has left its messages due");
    const Answer claimed = scratch_->apply_made(
        made_record(store::RecordKind::claim, now_, schema::Value::object({{"claims", claims}})));
    ++records_;
    if (claimed.error) throw *claimed.error;
    std::vector<uint64_t> granted;
    for (const schema::Value& number : claimed.value.find("granted")->as_array()) {
      granted.push_back(static_cast<uint64_t>(number.as_integer()));
    }
    answer(granted);
    before = claims;
  }
  State& state = scratch_->state();
  next_send_ = next_due_send(state.txn(), state.table(T::outbox));
}

void Course::answer(const std::vector<uint64_t>& sends) {
  if (sends.empty()) return;
  State& state = scratch_->state();
  schema::Value outcomes = schema::Value::array();
  for (const uint64_t number : sends) {
    const SendRow send = decode_send(number, state.get(T::sends, number_key(number)).value());
    const std::string result(answers_ ? answers_(send) : "accepted");
    outcomes.push_back(
        schema::Value::object({{"send", number}, {"result", result}, {"idempotent", false}}));
  }
  const Answer settled =
      scratch_->apply_made(made_record(store::RecordKind::outcome, now_,
                                       schema::Value::object({{"outcomes", std::move(outcomes)}})));
  ++records_;
  tell_refused();
  if (settled.error) throw *settled.error;
}

void Course::answer_inflight() {
  State& state = scratch_->state();
  answer(inflight_sends(state.txn(), state.table(T::outbox)));
  next_send_ = kMillisMin;
}

} // namespace beckon::engine
