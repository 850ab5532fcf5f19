// A person is forgotten. What is left says nothing of them: that events happened, under a number
// that leads to nobody; that messages were sent, without address; the hash of an address that must
// not be written to; a receipt. The journal's records are redacted after this was committed
// (redaction.h).
#include "engine/apply.h"
#include "engine/emitted.h"
#include "engine/former.h"
#include "engine/overrides.h"
#include "engine/sent_log.h"
#include "engine/suppression.h"
#include "flow/rules.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

// Whether the request was made knowing all identifiers: the redaction looks for these.
bool names_all(const schema::Value& payload, const profile::Profile& row) {
  const auto& named = payload.find("identifiers")->as_array();
  if (named.size() != row.identifiers.size()) return false;
  for (size_t i = 0; i < named.size(); ++i) {
    const profile::Identifier& identifier = row.identifiers[i];
    if (schema::text_member(named[i], "kind") != kind_name(identifier)) return false;
    if (schema::text_member(named[i], "value") != identifier.value) return false;
  }
  return true;
}

// That are still there.
uint64_t events_of(const ProfileView& profile) {
  uint64_t events = 0;
  for (const event::NameActivity& row : profile.hot().names) {
    profile.each_event(row.name, [&](event::Position, const event::EventRow&) { ++events; });
  }
  return events;
}

} // namespace

// {"profile": id, "identifiers": [{"kind", "value"}], "refused"?: those of its records that it did
// not get}
void Applier::apply_erasure(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const uint32_t number = named_profile(payload, "profile");
  Pass pass = make_pass(number, state_->meta.now, record.offset, nullptr);
  const profile::Profile& cold = pass.session.cold();
  const schema::Value* refused = payload.find("refused");
  const size_t told = refused == nullptr ? 0 : refused->size();
  if (!names_all(payload, cold) || told != refused_identifiers(source_, number).size()) {
    throw Error(Code::conflict, "the profile has changed since its erasure was asked for",
                "/identifiers", "ask again");
  }
  const event::Activity& hot = pass.session.hot();
  std::set<uint32_t> numbers(hot.absorbed.begin(), hot.absorbed.end());
  numbers.insert(number);
  schema::Value receipt = schema::Value::object({{"profile", cold.id}, {"at", state_->meta.now}});
  receipt.set("identifiers", static_cast<uint64_t>(cold.identifiers.size()));
  receipt.set("traits", static_cast<uint64_t>(cold.traits.size()));
  receipt.set("events", events_of(pass.session));
  receipt.set("entries", erase_entries(&pass, numbers));
  receipt.set("sends", erase_sends(numbers));
  receipt.set("targets", erase_syncs(numbers));
  receipt.set("consents", erase_rows(T::consents, number_key(number)));
  for (const profile::Identifier& identifier : cold.identifiers) {
    state_->remove(T::identities, identity_key(identifier));
  }
  erase_rows(T::identity_notes, number_key(number));
  erase_violations(numbers);
  erase_emitted(pass.session);
  for (const profile::PushToken& row : cold.push_tokens) {
    state_->remove(T::push_tokens, push_token_key(row.token));
  }
  leave_sets(number, &pass.session.edit_hot(), FlipCause::erasure);
  forget_dates(number);
  for (const event::Position head : cold.trait_heads) state_->traits.forget(&state_->txn(), head);
  for (const uint32_t gone : numbers) {
    forget_overrides(state_, gone);
    state_->remove(T::profiles, number_key(gone));
    state_->touch(gone);
    state_->hot_rows().remove(gone);
    state_->put(T::former, number_key(gone), encode(Former{0, state_->meta.now}));
  }
  std::string bytes;
  schema::put_value(&bytes, receipt);
  state_->put(T::erasures, number_key(record.offset), bytes);
  receipt.set("offset", record.offset);
  answer->value = std::move(receipt);
}

// Ends those that are running. Their rows stay without what is the person's own, so that the counts
// of their flows stay what they were.
uint64_t Applier::erase_entries(Pass* pass, const std::set<uint32_t>& numbers) {
  std::vector<EntryRow> entries;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::entries));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      EntryRow entry = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
      if (numbers.count(entry.profile) != 0) entries.push_back(std::move(entry));
    }
  }
  for (EntryRow& entry : entries) {
    if (entry.state == EntryState::active) {
      finish_entry(pass, &entry, EntryState::exited, std::string(flow::kErased));
    }
    stop_watching(&entry);
    if (is_emitted(entry.trigger_offset)) {
      state_->remove(T::emitted, number_key(entry.trigger_offset));
    }
    state_->remove(T::started, number_key(entry.trigger_offset)); // of an event removed since
    entry.trigger_offset = 0;
    entry.entry_key.clear();
    state_->put(T::entries, number_key(entry.number), encode(entry));
  }
  for (const uint32_t number : numbers) erase_rows(T::runs, number_key(number));
  return entries.size();
}

// Properties of events that flows emitted.
void Applier::erase_emitted(const ProfileView& profile) {
  for (const event::NameActivity& row : profile.hot().names) {
    profile.each_event(row.name, [&](event::Position, const event::EventRow& event) {
      if (is_emitted(event.offset)) state_->remove(T::emitted, number_key(event.offset));
    });
  }
}

// A send stays as a number among its like; what has not left yet never leaves.
uint64_t Applier::erase_sends(const std::set<uint32_t>& numbers) {
  std::vector<SendRow> sends;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::sends));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      SendRow send = decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
      if (numbers.count(send.profile) != 0) sends.push_back(std::move(send));
    }
  }
  for (const uint32_t number : numbers) erase_rows(T::sent, number_key(number));
  for (SendRow& send : sends) {
    forget_sent(state_, &send);
    if ((send.reached & kSoftBounced) != 0 && !send.address.empty()) {
      state_->remove(T::soft_bounces, suppression_key(send.channel, send.address));
    }
    send.address.clear();
    send.provider_message_id.clear();
    if (send.state != SendState::excluded) send.reason.clear(); // a provider's own words
    if (is_waiting(send.state)) exclude(&send, std::string(flow::kErased), state_->meta.now);
    else state_->put(T::sends, number_key(send.number), encode(send));
  }
  return sends.size();
}

// How many there were.
uint64_t Applier::erase_rows(T table, const std::string& prefix) {
  std::vector<std::string> keys;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(table));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      keys.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : keys) state_->remove(table, key);
  return keys.size();
}

} // namespace beckon::engine
