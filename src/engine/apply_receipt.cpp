// Receipts: what became of a message after it left. Each state counts once a message, so that
// conditions count messages and not repeated opens.
#include "engine/apply.h"
#include "engine/former.h"
#include "engine/soft_bounces.h"
#include "engine/suppression.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using segment::MessageState;

bool has_arrived(const SendRow& send) {
  return (send.reached & (kMachineOpened | kMachineClicked)) != 0 ||
         has_reached(send, MessageState::delivered) || has_reached(send, MessageState::opened) ||
         has_reached(send, MessageState::clicked);
}

// Whether a bounce or a complaint that stops everything is told for the first time. An unsubscribe
// is heard each time: a consent may have lifted it since.
bool is_news(SendRow* send, MessageState state, bool counted) {
  if (state == MessageState::unsubscribed || send->attempts == 0) return true;
  if (state != MessageState::bounced) return counted;
  const bool first = (send->reached & kHardBounced) == 0;
  send->reached |= kHardBounced;
  return first;
}

// Whether the address is suppressed for that reason: told again, it may have been so for longer.
bool stands(const State& state, const SendRow& send, std::string_view reason) {
  const auto row = state.get(T::suppressions, suppression_key(send.channel, send.address));
  return row && decode_suppression(*row).reason == reason;
}

// Why the address must not be written to any more after this; "" when it may.
std::string_view suppression_reason(MessageState state, bool hard) {
  switch (state) {
    case MessageState::bounced: return hard ? "hard_bounce" : "";
    case MessageState::complained: return "complaint";
    case MessageState::unsubscribed: return "unsubscribe";
    default: return "";
  }
}

} // namespace

// Appends the events of states that the send has reached just now, and evaluates what they turn.
void Applier::tell_messages(Pass* pass, const SendRow& send,
                            const std::vector<MessageState>& states, Millis at) {
  for (const MessageState state : states) {
    const Happening happening{segment::message_event(message_state_name(state)),
                              message_properties(send), 0};
    count_event(pass, state_->name_number(happening.name, true), at, happening, send.number);
    state_->add_counter(message_counter(send, state), 1);
    reach_by_message(pass, send, state);
  }
  evaluate(pass);
}

// Who unsubscribes takes back the consent, under whatever address. False when it was given anew
// after that.
bool Applier::withdraw(Pass* pass, const SendRow& send, const Withdrawal& how) {
  const auto denied = static_cast<uint8_t>(segment::Consent::denied);
  const profile::ConsentState* known = pass->session.cold().consent(send.channel, "");
  if (known != nullptr && known->at > how.at && known->state != denied) return false;
  const std::string source = how.source.empty() ? "receipt" : how.source;
  const bool changed = profile::merge_consent(&pass->session.edit_cold(),
                                              {send.channel, "", denied, how.at, source});
  if (!changed) return true;
  std::string row;
  schema::put_value(&row, schema::Value::object({{"type", "consent"},
                                                 {"channel", send.channel},
                                                 {"state", "denied"},
                                                 {"source", source},
                                                 {"send", state_->ids.send(send.number)},
                                                 {"at", format_time(how.at)},
                                                 {"recorded_at", format_time(how.recorded_at)}}));
  state_->put(T::consents, number_key(pass->session.number(), pass->offset), row);
  mark(pass, plan().by_consent(send.channel));
  return true;
}

// Counts a refusal for a time against the address, unless its message has arrived all the same, as
// some servers have it. Whether the address is given up by this.
bool Applier::weigh_soft_bounce(SendRow* send, Millis at) {
  const bool first = (send->reached & kSoftBounced) == 0;
  send->reached |= kSoftBounced;
  if (send->address.empty() || has_arrived(*send)) return false;
  const std::string key = suppression_key(send->channel, send->address);
  const auto known = state_->get(T::soft_bounces, key);
  SoftBounces bounces = known ? SoftBounces(*known) : SoftBounces();
  if (!first && !bounces.has(send->number)) return false; // taken back since
  bounces.add({at, send->number});
  state_->put(T::soft_bounces, key, bounces.encode());
  return bounces.too_many(state_->definitions->policy().soft_bounces) &&
         suppress(send->channel, send->address, "soft_bounces", bounces.rows().back().at);
}

// What arrived takes back what spoke against the address before. Whether it is free by this.
bool Applier::prove_alive(const SendRow& send, Millis at) {
  if (send.address.empty()) return false;
  const std::string key = suppression_key(send.channel, send.address);
  const auto known = state_->get(T::soft_bounces, key);
  if (!known) return false;
  SoftBounces bounces(*known);
  bounces.forget(send.number, at);
  if (bounces.empty()) state_->remove(T::soft_bounces, key);
  else state_->put(T::soft_bounces, key, bounces.encode());
  const auto row =
      find_suppression(state_->txn(), state_->table(T::suppressions), send.channel, send.address);
  const bool given_up = row && row->reason == "soft_bounces";
  if (!given_up || bounces.too_many(state_->definitions->policy().soft_bounces)) return false;
  if (row->unsubscribed_at != 0) {
    state_->put(T::suppressions, key, encode(Suppression{"unsubscribe", row->unsubscribed_at, 0}));
    return false;
  }
  log_suppression(send.channel, send.address, false, at);
  return state_->remove(T::suppressions, key);
}

// {"send": n, "state": name, "at"?: ms, "machine"?, "hard"?, "blocked"?, "source"?}
// → {"counted": whether it is the first}
void Applier::apply_receipt(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  auto send = load_send(static_cast<uint64_t>(payload.find("send")->as_integer()));
  if (!send) throw Error(Code::not_found, "there is no such send", "/send");
  const uint32_t owner = canonical_profile(source_, send->profile);
  if (owner == 0) { // erased since: nobody is left to count it for, and no address to stop
    answer->value = schema::Value::object({{"counted", false}});
    return;
  }
  const MessageState state =
      segment::find_message_state(schema::text_member(payload, "state")).value();
  const std::string_view reason = suppression_reason(state, schema::flag_member(payload, "hard"));
  // An opt-out is never refused.
  const bool left = send->attempts > 0;
  if (!left && reason.empty()) {
    throw Error(Code::conflict, "the message has not left", "/send",
                "a receipt is of a message that was handed to a provider");
  }
  const schema::Value* told = payload.find("at");
  const Millis at = told == nullptr ? record.at : std::min(told->as_integer(), record.at);
  std::vector<MessageState> reached;
  // Whatever the provider's answer was: a message that was received has been sent.
  if (left && note_state(&*send, MessageState::sent)) reached.push_back(MessageState::sent);
  const bool machine = schema::flag_member(payload, "machine");
  if (machine) send->reached |= state == MessageState::opened ? kMachineOpened : kMachineClicked;
  const bool counted = left && !machine && note_state(&*send, state);
  if (counted) reached.push_back(state);
  bool stops =
      !reason.empty() && (is_news(&*send, state, counted) || stands(*state_, *send, reason));
  const bool bounced = state == MessageState::bounced;
  bool moved = false;
  if (bounced && reason.empty() && !schema::flag_member(payload, "blocked")) {
    moved = weigh_soft_bounce(&*send, at);
  } else if (left && !bounced && has_arrived(*send)) {
    moved = prove_alive(*send, at);
  }
  state_->put(T::sends, number_key(send->number), encode(*send));
  Pass pass = make_pass(owner, state_->meta.now, record.offset, answer);
  if (state == MessageState::unsubscribed) {
    stops = withdraw(&pass, *send, {at, record.at, schema::text_member(payload, "source")});
  }
  if (stops && !send->address.empty()) {
    moved = suppress(send->channel, send->address, reason, at) || moved;
  }
  if (moved) mark(&pass, plan().by_suppression(send->channel));
  tell_messages(&pass, *send, reached, at);
  react(&pass, nullptr);
  finish_pass(&pass);
  if (moved) tell_owner(send->channel, send->address, owner);
  answer->value = schema::Value::object({{"counted", counted}});
}

} // namespace beckon::engine
