// Intents: decided here, claimed before a byte leaves, settled by what came back.
#include "base/crypto.h"
#include "base/limits.h"
#include "base/planted.h"
#include "engine/accepted_days.h"
#include "engine/apply.h"
#include "engine/backoff.h"
#include "engine/former.h"
#include "engine/gate.h"
#include "engine/policy/rule.h"
#include "engine/sent_log.h"
#include "engine/suppression.h"
#include "flow/rules.h"
#include "message/address.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {

std::optional<SendRow> Applier::load_send(uint64_t number) const {
  const auto bytes = state_->get(T::sends, number_key(number));
  if (!bytes) return std::nullopt;
  return decode_send(number, *bytes);
}

// Of push the device registered last, of those that an account serves.
std::string Applier::address_of(Pass* pass, const std::string& channel) const {
  if (channel == "push") {
    const auto& tokens = pass->session.cold().push_tokens;
    for (auto row = tokens.rbegin(); row != tokens.rend(); ++row) {
      if (state_->definitions->has_provider_for(channel, row->token)) return row->token;
    }
  }
  return pass->session.address(channel);
}

// No second intent for one send key: a key that is known changes nothing.
void Applier::create_send(Pass* pass, EntryRow* entry, const flow::Send& wanted) {
  const TemplateHead* head = state_->definitions->find_template(wanted.template_key);
  SendRow send;
  const bool call = !wanted.request.is_null(); // no message to anybody
  if (!call) send.address = address_of(pass, wanted.channel);
  send.key = send_key({state_->journal().seed(), entry->number, entry->visit(), entry->node,
                       wanted.channel, send.address});
  if (state_->get(T::send_keys, send.key)) return;
  send.number = state_->meta.next_send++;
  entry->path.back().send = send.number;
  send.marketing = !call && (head == nullptr || head->kind != "transactional");
  send.profile = entry->profile;
  send.entry = entry->number;
  send.trigger_offset = entry->trigger_offset;
  send.template_version = head == nullptr ? 0 : head->version;
  const Flow& flow = *state_->definitions->flows().at(entry->flow);
  const auto& rate = flow.graph(entry->version).definition().send_rate;
  send.created_at = send.due_at = pass->now;
  if (rate && !call) {
    send.due_at = take_place(state_, gate_key(flow.number, {}), *rate, pass->now);
  }
  send.channel = wanted.channel;
  send.topic = wanted.topic;
  send.flow_version = entry->version;
  send.template_key = wanted.template_key;
  send.flow = flow.key;
  send.node = entry->node;
  state_->put(T::send_keys, send.key, number_key(send.number));
  state_->put(T::outbox, outbox_key(send), {});
  state_->append(T::sends, number_key(send.number), encode(send));
  state_->add_counter("sends/pending", 1);
}

// Moves a send to a state, with its place in the outbox and the counters. The caller has set
// due_at for a state that waits.
void Applier::move_send(SendRow* send, SendState state) {
  SendRow before = *load_send(send->number);
  if (is_waiting(before.state) || before.state == SendState::inflight) {
    if (!planted(Bug::settled_in_outbox)) state_->remove(T::outbox, outbox_key(before));
  }
  send->state = state;
  if (is_waiting(state) || state == SendState::inflight) {
    state_->put(T::outbox, outbox_key(*send), {});
  } else {
    send->settled_at = state_->meta.now;
    if (send->entry != 0) settled_.push_back(send->number);
  }
  state_->add_counter("sends/" + std::string(state_name(before.state)), -1);
  state_->add_counter("sends/" + std::string(state_name(state)), 1);
  state_->put(T::sends, number_key(send->number), encode(*send));
}

void Applier::exclude(SendRow* send, const std::string& reason, Millis now) {
  send->reason = reason;
  move_send(send, SendState::excluded);
  std::string row;
  schema::put_value(&row, schema::Value::object({{"send", send->number}, {"at", now}}));
  state_->append(T::exclusions, number_key(state_->meta.next_exclusion++), row);
  state_->add_counter("exclusions/" + reason, 1);
  state_->add_counter("exclusions/" + send->flow + "/" + reason, 1);
}

// It waits until then, for the reason that its row tells.
void Applier::postpone(SendRow* send, std::string_view reason, Millis until) {
  send->reason = reason;
  send->due_at = until;
  move_send(send, send->state);
  state_->add_counter("moved/" + send->reason, 1);
}

// The send policy is asked in the very transaction that claims: nobody is written to after an
// opt-out was acknowledged.
bool Applier::claim(SendRow* send, const std::string& provider, Millis now) {
  // Nothing may have two providers that both accepted it.
  if (send->doubtful && provider != send->provider) return false;
  const uint32_t owner = canonical_profile(source_, send->profile);
  const policy::Verdict verdict =
      owner == 0 ? policy::excluded(flow::kErased)
                 : policy::ask({*send, ProfileView(source_, owner), source_, now});
  if (verdict.is == policy::Verdict::Is::moved) {
    postpone(send, verdict.reason, verdict.until);
    return false;
  }
  if (verdict.is == policy::Verdict::Is::excluded) {
    exclude(send, std::string(verdict.reason), now);
    return false;
  }
  send->provider = provider;
  send->reason.clear();
  send->claimed_at = now;
  ++send->attempts;
  count_sent(state_, send, owner, now);
  move_send(send, SendState::inflight);
  return true;
}

// {"claims": [{"send": n, "provider": key}]} → {"granted": [n, …], "at": the instant}
void Applier::apply_claim(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  schema::Value granted = schema::Value::array();
  for (const schema::Value& wanted : payload.find("claims")->as_array()) {
    auto send = load_send(static_cast<uint64_t>(wanted.find("send")->as_integer()));
    // Claimed by somebody else meanwhile, or not yet due again.
    if (!send || !is_waiting(send->state) || send->due_at > state_->meta.now) continue;
    const std::string provider = schema::text_member(wanted, "provider");
    if (claim(&*send, provider, state_->meta.now)) granted.push_back(send->number);
  }
  answer->value =
      schema::Value::object({{"granted", std::move(granted)}, {"at", state_->meta.now}});
}

// {"outcomes": [{"send": n, "result": …, "id"?, "reason"?, "retry_after_ms"?, "retries"?,
//   "fault"?, "gone_since"?, "idempotent"}]}
void Applier::apply_outcome(const store::Record& record, Answer*) {
  const schema::Value payload = parse_payload(record);
  for (const schema::Value& outcome : payload.find("outcomes")->as_array()) {
    auto send = load_send(static_cast<uint64_t>(outcome.find("send")->as_integer()));
    if (!send || send->state != SendState::inflight) continue;
    settle_send(&*send, outcome, state_->meta.now);
  }
}

void Applier::settle_send(SendRow* send, const schema::Value& outcome, Millis now) {
  const std::string result = schema::text_member(outcome, "result");
  if (canonical_profile(source_, send->profile) != 0) { // else it is nobody's any more
    send->provider_message_id = schema::text_member(outcome, "id");
    send->reason = schema::text_member(outcome, "reason");
  }
  if (result == "accepted") return accept_send(send, now);
  const uint32_t owner = canonical_profile(source_, send->profile);
  // Nothing was delivered by this try; nor by an earlier one, unless that is in doubt.
  const bool refused = result == "rejected" || result == "retry";
  if (refused && !send->doubtful) uncount_sent(state_, send, owner);
  if (schema::text_member(outcome, "fault") == "recipient" && send->channel == "push") {
    const schema::Value* since = outcome.find("gone_since");
    drop_push_token(send->address, since == nullptr ? kMillisMax : since->as_integer());
  }
  if (result == "rejected") {
    if (turn_to_next_device(send, outcome)) return move_send(send, SendState::retry);
    return move_send(send, SendState::rejected);
  }
  // Unknown: repeated where a repetition cannot deliver twice, and where twice is better than
  // never; marketing is left alone.
  const bool may_repeat =
      result == "retry" || schema::flag_member(outcome, "idempotent") || !send->marketing;
  if (!may_repeat) return move_send(send, SendState::unknown);
  const schema::Value* retries = outcome.find("retries");
  if (send->attempts > (retries != nullptr ? retries->as_integer() : limits::send_retries)) {
    const bool lost = refused && !send->doubtful;
    return move_send(send, lost ? SendState::failed : SendState::unknown);
  }
  send->doubtful = send->doubtful || !refused;
  const schema::Value* after = outcome.find("retry_after_ms");
  send->due_at = now + (after != nullptr && after->is_integer() ? after->as_integer()
                                                                : backoff_ms(send->attempts));
  move_send(send, SendState::retry);
}

// A device that is gone has shown nothing: the person's next one gets the message at once, under
// the same send key.
bool Applier::turn_to_next_device(SendRow* send, const schema::Value& outcome) {
  const uint32_t owner = canonical_profile(source_, send->profile);
  const bool gone = schema::text_member(outcome, "fault") == "recipient";
  if (send->channel != "push" || !gone || send->doubtful || owner == 0) return false;
  if (send->attempts > limits::send_retries) return false;
  Pass pass = make_pass(owner, state_->meta.now, 0, nullptr);
  const std::string next = address_of(&pass, send->channel);
  if (next.empty() || next == send->address) return false;
  if (!state_->definitions->has_provider_for(send->channel, next)) return false;
  forget_sent(state_, send); // that it went to the old one
  send->address = next;
  send->due_at = state_->meta.now;
  return true;
}

// The message is sent now, unless a receipt has said so before.
void Applier::accept_send(SendRow* send, Millis now) {
  const uint32_t owner = canonical_profile(source_, send->profile);
  const bool first = owner != 0 && note_state(send, segment::MessageState::sent);
  move_send(send, SendState::accepted);
  if (!send->provider.empty()) count_accepted(state_, send->provider, now);
  if (!first) return;
  Pass pass = make_pass(owner, now, 0, nullptr);
  tell_messages(&pass, *send, {segment::MessageState::sent}, now);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// {"channel", "address", "reason"} or, with "remove": true, lifts it.
void Applier::apply_suppress(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const std::string channel = schema::text_member(payload, "channel"),
                    address = schema::text_member(payload, "address");
  if (schema::flag_member(payload, "remove")) {
    const bool known = state_->remove(T::suppressions, suppression_key(channel, address));
    state_->remove(T::soft_bounces, suppression_key(channel, address)); // a fresh start
    log_suppression(channel, address, false, state_->meta.now);
    answer->value = schema::Value::object({{"removed", known}});
  } else {
    suppress(channel, address, schema::text_member(payload, "reason"), state_->meta.now);
  }
  tell_owner(channel, address, 0);
}

// The profile that an address identifies may turn in segments over its suppression.
void Applier::tell_owner(std::string_view channel, const std::string& address, uint32_t except) {
  const auto kind =
      channel == "email" ? profile::IdentifierKind::email : profile::IdentifierKind::phone;
  const uint32_t owner = find_profile(source_, {kind, address});
  if (owner == 0 || owner == except) return;
  Pass pass = make_pass(owner, state_->meta.now, 0, nullptr);
  mark(&pass, plan().by_suppression(channel));
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// The strongest reason stays, in whatever order they come. Whether the address became suppressed by
// this.
bool Applier::suppress(std::string_view channel, std::string_view address, std::string_view reason,
                       Millis at) {
  const auto known =
      find_suppression(state_->txn(), state_->table(T::suppressions), channel, address);
  Suppression row{std::string(reason), at, 0};
  if (known) row = joined(*known, row);
  state_->put(T::suppressions, suppression_key(channel, address), encode(row));
  log_suppression(channel, address, true, at);
  return !known;
}

// A consent takes back an unsubscribe that is no newer, and nothing else. Whether the address is
// free by that.
bool Applier::lift(std::string_view channel, std::string_view address, Millis at) {
  const auto known =
      find_suppression(state_->txn(), state_->table(T::suppressions), channel, address);
  if (!known) return false;
  if (known->reason != "unsubscribe") {
    if (known->unsubscribed_at == 0 || known->unsubscribed_at > at) return false;
    const Suppression row{known->reason, known->at, 0};
    state_->put(T::suppressions, suppression_key(channel, address), encode(row));
    return false;
  }
  if (known->at > at) return false;
  log_suppression(channel, address, false, at);
  return state_->remove(T::suppressions, suppression_key(channel, address));
}

void Applier::log_suppression(std::string_view channel, std::string_view address, bool suppressed,
                              Millis at) {
  state_->put(T::suppressed, suppression_log_key(channel, address, state_->meta.applied),
              encode_suppression_change(suppressed, at));
}

} // namespace beckon::engine
