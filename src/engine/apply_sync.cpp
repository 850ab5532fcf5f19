// What other platforms are to know: queued by the very record that changes it, claimed before a
// byte leaves, settled by what came back (sync/rows.h).
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/former.h"
#include "engine/sync/ledger.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

void wait_anew(SyncRow* row, Millis now) {
  row->state = SyncState::waiting;
  row->attempts = 0;
  row->again = false;
  row->queued_at = row->due_at = now;
  row->failed_at = 0;
  row->reason.clear();
}

} // namespace

// A contact is queued when anything of its cold row has changed, a list, or that it belongs to
// those who are brought over. Whoever was told of once is kept up to date: a refusal must arrive
// though the person has left the segment.
void Applier::note_contact(Pass* pass) {
  const auto& targets = state_->definitions->syncs();
  if (targets.empty()) return;
  const bool changed = pass->lists_changed || pass->session.cold_changed();
  const uint32_t profile = pass->session.number();
  for (const auto& [number, target] : targets) {
    bool wanted = changed;
    if (!target.definition.segment.empty()) {
      const segment::PlanSegment* segment = plan().find(target.definition.segment);
      const bool is_in = segment != nullptr && pass->session.in_segment(segment->key);
      const bool turned =
          segment != nullptr &&
          pass->before.count(static_cast<uint32_t>(segment - plan().segments().data())) != 0;
      const SyncKey key{number, SyncWhat::contact, profile};
      wanted = is_in ? changed || turned : changed && SyncLedger(state_).find(key).has_value();
    }
    if (wanted && target.reaches(pass->session.cold())) queue_contact(target, profile, pass->now);
  }
}

// What changes while it waits goes along; while it is under way, it waits again.
void Applier::queue_contact(const SyncTarget& target, uint32_t profile, Millis now) {
  SyncLedger ledger(state_);
  const SyncKey key{target.number, SyncWhat::contact, profile};
  const auto before = ledger.find(key);
  if (before && before->state == SyncState::waiting) return;
  SyncRow row = before.value_or(SyncRow());
  if (row.state != SyncState::inflight) {
    wait_anew(&row, now);
  } else if (row.again) {
    return;
  } else {
    row.again = true;
    row.again_at = now;
  }
  ledger.put(key, before, row);
  ++state_->meta.next_sync;
}

void Applier::note_event(const Pass& pass, const Happening& happening, Millis at, uint64_t offset) {
  for (const auto& [number, target] : state_->definitions->syncs()) {
    if (!target.wants_event(happening.name) || !target.reaches(pass.session.cold())) continue;
    SyncTally& tally = state_->syncs.edit(number);
    if (tally.events >= limits::sync_events) {
      ++tally.events_dropped;
      continue;
    }
    SyncRow row;
    wait_anew(&row, pass.now);
    row.profile = pass.session.number();
    row.name = happening.name;
    row.at = at;
    row.offset = offset;
    SyncLedger(state_).put({number, SyncWhat::event, state_->meta.next_sync++}, std::nullopt, row);
  }
}

// Slice by slice, when whoever synchronises asks for more.
void Applier::queue_existing(const SyncTarget& target) {
  SyncTally& tally = state_->syncs.edit(target.number);
  tally.end = state_->meta.next_profile;
  tally.next = tally.end > 1 ? 1 : 0;
  ++state_->meta.next_sync;
}

void Applier::publish_sync(const Head& head) {
  const SyncTarget& target = state_->definitions->syncs().at(head.number);
  state_->syncs.edit(head.number);
  if (target.definition.existing) queue_existing(target);
}

// Members of a segment were found anew, for everybody at once.
void Applier::queue_members_of(const std::string& segment) {
  for (const auto& [number, target] : state_->definitions->syncs()) {
    if (target.definition.segment == segment) queue_existing(target);
  }
}

void Applier::forget_target(uint32_t target) {
  SyncLedger(state_).forget(target);
  state_->syncs.remove(target);
}

void Applier::queue_slice(const SyncTarget& target) {
  const SyncTally tally = state_->syncs.edit(target.number);
  const std::string& audience = target.definition.segment;
  uint32_t next = tally.next;
  for (size_t seen = 0; next < tally.end && seen < limits::sync_slice; ++next, ++seen) {
    const ProfileView view(source_, next);
    if (!view.exists() || !target.reaches(view.cold())) continue;
    if (!audience.empty() && !view.in_segment(audience)) continue;
    queue_contact(target, next, state_->meta.now);
  }
  SyncTally& after = state_->syncs.edit(target.number);
  after.next = next < tally.end ? next : 0;
  if (after.next == 0) after.end = 0;
  ++state_->meta.next_sync; // there may be more
}

// The contact of the other one is that of the survivor by now; where the platform knew both, it is
// told so. Events keep their number and are read through canonical_profile.
void Applier::merge_syncs(uint32_t into, uint32_t other) {
  SyncLedger ledger(state_);
  for (const auto& [number, target] : state_->definitions->syncs()) {
    const SyncKey from{number, SyncWhat::contact, other}, key{number, SyncWhat::contact, into};
    const auto gone = ledger.find(from);
    if (!gone) continue;
    ledger.remove(from, *gone);
    queue_contact(target, into, state_->meta.now);
    const auto before = ledger.find(key);
    SyncRow row = *before;
    std::vector<std::string> ids = gone->absorbed;
    ids.push_back(gone->remote_id);
    for (std::string& id : ids) {
      if (id.empty() || id == row.remote_id) continue;
      if (row.absorbed.size() < limits::sync_absorbed) row.absorbed.push_back(std::move(id));
    }
    ledger.put(key, before, row);
  }
}

// Where a platform was told of the person, it is told to forget; nothing else of the row stays. The
// number of targets that are to be told.
uint64_t Applier::erase_syncs(const std::set<uint32_t>& numbers) {
  SyncLedger ledger(state_);
  uint64_t told = 0;
  for (const auto& [number, target] : state_->definitions->syncs()) {
    ledger.remove_events_of(number, numbers);
    for (const uint32_t profile : numbers) {
      const SyncKey key{number, SyncWhat::contact, profile};
      const auto before = ledger.find(key);
      if (!before) continue;
      const bool known = before->delivered_at != 0 || before->attempts > 0;
      if (!known) {
        ledger.remove(key, *before);
        continue;
      }
      SyncRow row;
      row.erase = true;
      row.remote_id = before->remote_id;
      row.absorbed = before->absorbed;
      row.delivered_at = before->delivered_at;
      wait_anew(&row, state_->meta.now);
      if (before->state == SyncState::inflight) { // after what is under way
        row.state = SyncState::inflight;
        row.attempts = before->attempts;
        row.queued_at = before->queued_at;
        row.due_at = before->due_at;
        row.again = true;
        row.again_at = state_->meta.now;
      }
      ledger.put(key, before, row);
      ++state_->meta.next_sync;
      ++told;
    }
  }
  return told;
}

// {"target": n, "do": "slice"}: more of those who exist; "existing": all of them anew;
// "queue", "contacts": [n]: these, whatever was told before, "anew": as if nothing was; "retry",
// "contacts"?, "events"?: what has failed, all of it unless some are named. → {"queued": how many,
// "more": whether there are further ones}
void Applier::apply_sync_control(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const auto number = static_cast<uint32_t>(schema::integer_member(payload, "target"));
  const auto& targets = state_->definitions->syncs();
  const auto found = targets.find(number);
  if (found == targets.end()) throw Error(Code::not_found, "there is no such target", "/target");
  const SyncTarget& target = found->second;
  const std::string what = schema::text_member(payload, "do");
  uint64_t queued = 0;
  if (what == "slice") queue_slice(target);
  if (what == "existing") queue_existing(target);
  if (what == "retry") queued = retry_syncs(target, payload);
  if (what == "queue") {
    for (const schema::Value& one : payload.find("contacts")->as_array()) {
      const auto profile = static_cast<uint32_t>(one.as_integer());
      if (tell_again(target, profile, schema::flag_member(payload, "anew"))) ++queued;
    }
  }
  const bool more = what == "retry" && queued >= limits::sync_slice;
  answer->value = schema::Value::object({{"queued", queued}, {"more", more}});
}

// Whatever the row says of what is known there.
bool Applier::tell_again(const SyncTarget& target, uint32_t profile, bool anew) {
  const ProfileView view(source_, profile);
  if (!view.exists() || !target.reaches(view.cold())) return false;
  queue_contact(target, profile, state_->meta.now);
  SyncLedger ledger(state_);
  const SyncKey key{target.number, SyncWhat::contact, profile};
  const auto before = ledger.find(key);
  SyncRow row = *before;
  row.digest.clear();
  if (anew) {
    row.remote_id.clear();
    row.consents = {};
    row.lists.clear();
    row.left.clear();
  }
  ledger.put(key, before, row);
  return true;
}

uint64_t Applier::retry_syncs(const SyncTarget& target, const schema::Value& payload) {
  SyncLedger ledger(state_);
  std::vector<SyncKey> keys;
  bool named = false;
  for (const SyncWhat what : {SyncWhat::contact, SyncWhat::event}) {
    const schema::Value* numbers = payload.find(std::string(what_name(what)) + "s");
    if (numbers == nullptr) continue;
    named = true;
    for (const schema::Value& number : numbers->as_array()) {
      keys.push_back({target.number, what, static_cast<uint64_t>(number.as_integer())});
    }
  }
  if (!named) keys = ledger.queued(target.number, SyncState::failed, limits::sync_slice);
  uint64_t queued = 0;
  for (const SyncKey& key : keys) {
    const auto before = ledger.find(key);
    if (!before || before->state != SyncState::failed) continue;
    SyncRow row = *before;
    wait_anew(&row, state_->meta.now);
    ledger.put(key, before, row);
    ++state_->meta.next_sync;
    ++queued;
  }
  return queued;
}

} // namespace beckon::engine
