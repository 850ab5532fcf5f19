// Two profiles become one. Everything of the absorbed one goes to the survivor, who is evaluated
// anew: it alone tells what it entered and left. What is not moved (events, sends, ended entries)
// keeps the old number and is found through the survivor's hot row or canonical_profile.
#include <algorithm>

#include "engine/apply.h"
#include "engine/former.h"
#include "engine/overrides.h"
#include "engine/sent_log.h"
#include "flow/rules.h"
#include "profile/merge.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {

uint32_t Applier::named_profile(const schema::Value& payload, std::string_view field) const {
  const std::string id = schema::text_member(payload, field);
  const uint32_t found = find_profile(source_, {profile::IdentifierKind::id, id});
  if (found == 0) {
    throw Error(Code::not_found, "there is no profile " + id, pointer_join("", field));
  }
  return found;
}

// {"from": id, "into": id}: asked for by name, so two user_ids may become one person's. A profile
// that went into the other before is the other: nothing changes.
void Applier::apply_merge(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  Who who{named_profile(payload, "into"), {named_profile(payload, "from")}, true, {}};
  if (who.others.front() == who.profile) who.others.clear();
  keep_to_limits(&who, Input{}, 0);
  Pass pass = make_pass(who.profile, state_->meta.now, record.offset, answer);
  absorb(&pass, who.others);
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// Leaves the segments marked: the record evaluates them with what else it changes.
void Applier::absorb(Pass* pass, const std::vector<uint32_t>& others) {
  if (others.empty()) return;
  pass->cause = FlipCause::merge;
  for (const uint32_t other : others) absorb_one(pass, other);
  mark_all(pass);
  arm_all(pass);
  arm_all_dates(*pass);
}

void Applier::absorb_one(Pass* pass, uint32_t other) {
  const uint32_t into = pass->session.number();
  const ProfileView from(source_, other);
  for (const profile::Identifier& identifier : from.cold().identifiers) {
    state_->put(T::identities, identity_key(identifier), number_key(into));
  }
  event::Activity hot = from.hot();
  join_lists(into, other);
  leave_sets(other, &hot, FlipCause::merge);
  merge_overrides(state_, other, into, state_->meta.now, pass->offset);
  move_rows(T::consents, into, other);
  move_rows(T::identity_notes, into, other);
  note_absorbed(state_, into, from, pass->offset);
  move_sent(state_, other, into);
  merge_syncs(into, other);
  for (const profile::PushToken& row : from.cold().push_tokens) {
    add_push_token(pass, row.token, row.platform, row.at);
  }
  profile::absorb(&pass->session.edit_cold(), from.cold());
  note_merge(*pass);
  join_events(pass, other, std::move(hot));
  move_runs(pass, other);
  forget_dates(other);
  state_->remove(T::profiles, number_key(other));
  state_->touch(other);
}

// Whether the newest record about that list took the profile off it.
bool Applier::was_taken_off(uint32_t profile, const std::string& list) const {
  bool off = false;
  const std::string prefix = number_key(profile);
  store::Cursor cursor = state_->txn().cursor(state_->table(T::consents));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    const schema::Value row = schema::get_value(&bytes);
    if (schema::text_member(row, "list") != list) continue;
    off = schema::text_member(row, "type") == "unsubscribe";
  }
  return off;
}

// On a list when either was, unless the other one was taken off it: an unsubscription is kept as a
// refusal is.
void Applier::join_lists(uint32_t into, uint32_t other) {
  const store::Table table = state_->table(T::members);
  const auto on = [&](uint32_t set, uint32_t profile) {
    return state_->members.contains(state_->txn(), table, set, profile);
  };
  for (const std::string& key : state_->definitions->list_keys()) {
    const uint32_t set = *state_->definitions->find_list(key);
    const bool is_on = on(set, into), other_on = on(set, other);
    if (is_on == other_on) continue;
    const bool refused = was_taken_off(is_on ? other : into, key);
    state_->members.assign(state_->txn(), table, set, into, !refused);
  }
}

// Of one who is no more: without a word to flows and callers, but not to the log.
void Applier::leave_sets(uint32_t profile, event::Activity* hot, FlipCause cause) {
  const store::Table table = state_->table(T::members);
  for (const segment::PlanSegment& segment : plan().segments()) {
    if (!state_->members.assign(state_->txn(), table, segment.number, profile, false)) continue;
    hot->newest_flip = state_->log.flip(state_->txn(), profile, segment.number, false, cause,
                                        state_->meta.now, hot->newest_flip);
  }
  for (const std::string& key : state_->definitions->list_keys()) {
    state_->members.assign(state_->txn(), table, *state_->definitions->find_list(key), profile,
                           false);
  }
}

// Keys begin with the profile. In the ledger the rows of both stand in the order of the journal
// then, whose offset comes next.
void Applier::move_rows(T table, uint32_t into, uint32_t other) {
  std::vector<std::pair<std::string, std::string>> rows;
  const std::string prefix = number_key(other);
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(table));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      rows.emplace_back(cursor.key(), cursor.value());
    }
  }
  for (const auto& [key, row] : rows) {
    state_->remove(table, key);
    state_->put(table, number_key(into) + key.substr(prefix.size()), row);
  }
}

// What the merge made of consents and lists: rules of its own, so that the rows of both do not tell
// it. One row of the ledger, before that of the record which merges and says something itself.
void Applier::note_merge(const Pass& pass) {
  schema::Value consents = schema::Value::array(), lists = schema::Value::array();
  for (const profile::ConsentState& consent : pass.session.cold().consents) {
    consents.push_back(schema::Value::object({{"channel", consent.channel},
                                              {"topic", consent.topic},
                                              {"state", profile::kConsentStates[consent.state]},
                                              {"source", consent.source},
                                              {"at", format_time(consent.at)}}));
  }
  for (const std::string& key : state_->definitions->list_keys()) {
    lists.push_back(schema::Value::object({{"list", key}, {"member", pass.session.on_list(key)}}));
  }
  const std::string now = format_time(pass.now);
  std::string bytes;
  schema::put_value(&bytes, schema::Value::object({{"type", "merge"},
                                                   {"at", now},
                                                   {"recorded_at", now},
                                                   {"consents", std::move(consents)},
                                                   {"lists", std::move(lists)}}));
  state_->put(T::consents, number_key(pass.session.number(), pass.offset - 1) + "m", bytes);
}

// The absorbed hot row keeps the heads of its own chains and how long they are, nothing else. The
// survivor's series are forgotten and are walked again, along all chains, when they are asked for.
void Applier::join_events(Pass* pass, uint32_t other, event::Activity frozen) {
  event::Activity& hot = pass->session.edit_hot();
  for (const event::NameActivity& row : frozen.names) {
    event::NameActivity& own = hot.name(row.name);
    own.newest_at = own.count == 0 ? row.newest_at : std::max(own.newest_at, row.newest_at);
    own.count += row.count;
  }
  hot.forget_series();
  std::vector<uint32_t> numbers = std::move(frozen.absorbed);
  for (const uint32_t number : numbers) {
    frozen.take_away(state_->hot_rows().take(number)->activity);
  }
  frozen.freeze();
  state_->hot_rows().put(other, std::move(frozen));
  numbers.push_back(other);
  for (const uint32_t number : numbers) {
    state_->put(T::former, number_key(number),
                encode(Former{pass->session.number(), state_->meta.now}));
  }
  hot.absorbed.insert(hot.absorbed.end(), numbers.begin(), numbers.end());
  std::sort(hot.absorbed.begin(), hot.absorbed.end());
}

// Entries go on where they stand; rules of re-entry count the runs of both.
void Applier::move_runs(Pass* pass, uint32_t other) {
  const uint32_t into = pass->session.number();
  ProfileRuns from(state_, other);
  const std::vector<uint32_t> flows = from.flows();
  for (const uint32_t flow : flows) {
    std::vector<Run>& runs = pass->runs.edit(flow);
    for (const Run& run : from.of(flow)) {
      EntryRow entry = from.entry(run.entry);
      entry.profile = into;
      if (entry.timer != 0) state_->hand_over(entry.wake_at, entry.timer, into);
      if (entry.watch_timer != 0) state_->hand_over(entry.watch_at, entry.watch_timer, into);
      pass->runs.add(std::move(entry));
      runs.push_back(run);
    }
    std::sort(runs.begin(), runs.end(),
              [](const Run& a, const Run& b) { return a.entry < b.entry; });
    prune(&runs, pass->now);
    state_->remove(T::runs, number_key(other, flow));
    end_second_runs(pass, flow);
  }
}

// Nobody is in one flow twice: the older entry goes on. Keys are apart, as in concurrent_by_key.
void Applier::end_second_runs(Pass* pass, uint32_t flow) {
  std::set<std::string> seen;
  const std::vector<Run> runs = pass->runs.of(flow);
  for (const Run& run : runs) {
    if (!run.active || seen.insert(run.entry_key).second) continue;
    finish_entry(pass, &pass->runs.edit_entry(run.entry), EntryState::exited,
                 std::string(flow::kMerged));
  }
}

} // namespace beckon::engine
