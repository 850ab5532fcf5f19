// Claims of what other platforms are to know, and what became of them.
#include "base/crypto.h"
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/backoff.h"
#include "engine/sync/ledger.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

std::vector<std::string> texts_of(const schema::Value& object, std::string_view name) {
  std::vector<std::string> texts;
  const schema::Value* found = object.find(name);
  if (found == nullptr || !found->is_array()) return texts;
  for (const schema::Value& text : found->as_array()) texts.push_back(text.as_string());
  return texts;
}

// What the target knows of the contact from now on.
void note_told(SyncRow* row, const schema::Value& outcome, Millis now) {
  if (row->remote_id.empty() || outcome.find("id") != nullptr) {
    const std::string id = schema::text_member(outcome, "id");
    if (!id.empty()) row->remote_id = id;
  }
  row->delivered_at = now;
  if (row->erase) return; // of a person who is no more: nothing else is kept
  row->digest = from_hex(schema::text_member(outcome, "digest")).value_or("");
  const schema::Value* consents = outcome.find("consents");
  for (size_t i = 0; consents != nullptr && i < row->consents.size(); ++i) {
    row->consents[i] = static_cast<uint8_t>(consents->as_array().at(i).as_integer());
  }
  row->lists = texts_of(outcome, "lists");
  row->left = texts_of(outcome, "left");
  if (!row->again) row->absorbed.clear();
}

// It has changed since it was claimed.
void go_again(SyncRow* row, Millis due) {
  row->state = SyncState::waiting;
  row->attempts = 0;
  row->again = false;
  row->queued_at = row->again_at;
  row->due_at = due;
  row->reason.clear();
}

} // namespace

// {"target": n, "contacts": [n, …], "events": [n, …]} → the same of those that were granted
void Applier::apply_sync_claim(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const auto target = static_cast<uint32_t>(schema::integer_member(payload, "target"));
  const auto& targets = state_->definitions->syncs();
  const auto found = targets.find(target);
  const bool open = found != targets.end() && !found->second.definition.paused;
  SyncLedger ledger(state_);
  answer->value = schema::Value::object();
  for (const SyncWhat what : {SyncWhat::contact, SyncWhat::event}) {
    const std::string name = std::string(what_name(what)) + "s";
    schema::Value granted = schema::Value::array();
    const schema::Value* wanted = payload.find(name);
    for (size_t i = 0; open && wanted != nullptr && i < wanted->size(); ++i) {
      const auto number = static_cast<uint64_t>(wanted->as_array()[i].as_integer());
      const SyncKey key{target, what, number};
      const auto before = ledger.find(key);
      // Claimed by somebody else meanwhile, or not yet due again.
      const bool due =
          before && before->state == SyncState::waiting && before->due_at <= state_->meta.now;
      if (!due) continue;
      SyncRow row = *before;
      row.state = SyncState::inflight;
      row.again = false;
      ++row.attempts;
      ledger.put(key, before, row);
      granted.push_back(number);
    }
    answer->value.set(name, std::move(granted));
  }
}

// {"target": n, "slowest_ms"?, "outcomes": [{"contact" | "event": n, "result": "done" | "skipped" |
// "retry" | "rejected", "reason"?, "retry_after_ms"?, "retries"?, of a contact that is done "id"?,
// "digest", "consents", "lists", "left"}]}
void Applier::apply_sync_outcome(const store::Record& record, Answer*) {
  const schema::Value payload = parse_payload(record);
  const auto target = static_cast<uint32_t>(schema::integer_member(payload, "target"));
  if (state_->definitions->syncs().count(target) == 0) return; // deleted meanwhile
  const Millis now = state_->meta.now;
  SyncTally::Slice& slice = state_->syncs.edit(target).slice_at(now);
  const int64_t slowest = schema::integer_member(payload, "slowest_ms");
  slice.slowest_ms = std::max(slice.slowest_ms,
                              static_cast<uint32_t>(std::clamp<int64_t>(slowest, 0, UINT32_MAX)));
  for (const schema::Value& outcome : payload.find("outcomes")->as_array()) {
    const bool contact = outcome.find("contact") != nullptr;
    const SyncWhat what = contact ? SyncWhat::contact : SyncWhat::event;
    const SyncKey key{target, what,
                      static_cast<uint64_t>(schema::integer_member(outcome, what_name(what)))};
    const auto before = SyncLedger(state_).find(key);
    if (!before || before->state != SyncState::inflight) continue; // erased or merged meanwhile
    const std::string result = schema::text_member(outcome, "result");
    if (result != "skipped") ++slice.tries;
    if (result == "retry" || result == "rejected") ++slice.failures;
    if (result == "done") state_->syncs.edit(target).told_at = now;
    if (contact) settle_contact(key, *before, outcome);
    else settle_event(key, *before, outcome);
  }
  ++state_->meta.next_sync; // something may wait again
}

void Applier::settle_contact(const SyncKey& key, const SyncRow& before,
                             const schema::Value& outcome) {
  const Millis now = state_->meta.now;
  const std::string result = schema::text_member(outcome, "result");
  SyncLedger ledger(state_);
  SyncRow row = before;
  const bool settled = result == "done" || result == "skipped";
  if (result == "done") note_told(&row, outcome, now);
  if (!settled) {
    const bool changed = row.again;
    if (!settle_failure(&row, outcome, now) && changed) go_again(&row, now);
    else row.again = false;
    return ledger.put(key, before, row);
  }
  if (row.again) {
    go_again(&row, now);
    return ledger.put(key, before, row);
  }
  // Whoever was forgotten, or was never there, needs no row.
  if (row.erase || row.delivered_at == 0) return ledger.remove(key, before);
  row.state = SyncState::idle;
  row.attempts = 0;
  row.queued_at = row.due_at = row.failed_at = 0;
  row.reason.clear();
  ledger.put(key, before, row);
}

void Applier::settle_event(const SyncKey& key, const SyncRow& before,
                           const schema::Value& outcome) {
  const std::string result = schema::text_member(outcome, "result");
  SyncLedger ledger(state_);
  if (result == "done") ++state_->syncs.edit(key.target).events_told;
  if (result == "done" || result == "skipped") return ledger.remove(key, before);
  SyncRow row = before;
  settle_failure(&row, outcome, state_->meta.now);
  ledger.put(key, before, row);
}

// Whether it will be tried again: else it stays, visible as failed, until somebody sees to it.
bool Applier::settle_failure(SyncRow* row, const schema::Value& outcome, Millis now) {
  row->reason = row->erase ? "" : schema::text_member(outcome, "reason");
  const schema::Value* retries = outcome.find("retries");
  const bool over =
      row->attempts > (retries != nullptr ? retries->as_integer() : limits::send_retries);
  if (schema::text_member(outcome, "result") == "rejected" || over) {
    row->state = SyncState::failed;
    row->failed_at = now;
    return false;
  }
  row->state = SyncState::waiting;
  const schema::Value* after = outcome.find("retry_after_ms");
  row->due_at = now + (after != nullptr && after->is_integer() ? after->as_integer()
                                                               : backoff_ms(row->attempts));
  return true;
}

} // namespace beckon::engine
