#include "engine/foresight.h"

#include <algorithm>
#include <utility>

#include "engine/profile_view.h"

namespace beckon::engine {
namespace {

constexpr size_t kAhead = 8; // so many ids before it one is brought into the processor's cache

} // namespace

bool Foresight::foresee(const Batch& batch) {
  forget_applied();
  if (batch.records.empty()) return false;
  // All records of a group have one time.
  const Millis at = batch.records.back().at;
  const uint64_t last = batch.records.back().offset;
  // It may change the definitions, and its message ids are not known.
  if (!was_read_by_these(batch)) {
    unclear_to_ = last;
    return false;
  }
  bool certain = unclear_to_ <= state_->meta.applied;
  ids_.clear();
  for (const ReadRecord& record : batch.read) {
    const Input& input = record.input;
    certain = certain && is_taken(input);
    if (!input.message_id.empty()) ids_.push_back(event::MessageId::of(input.message_id, at));
  }
  for (size_t i = 0; i < ids_.size(); ++i) {
    if (i + kAhead < ids_.size()) state_->message_ids.expect(ids_[i + kAhead]);
    certain = certain && is_new(ids_[i], at - kDedupWindowMs);
    newer_.run.add(ids_[i]);
  }
  newer_.last = last;
  return certain;
}

// Those definitions will hold when it is applied: a batch that could change them is unclear.
bool Foresight::was_read_by_these(const Batch& batch) const {
  return !batch.telling && batch.read.size() == batch.records.size() &&
         batch.read_by == state_->definitions;
}

bool Foresight::is_new(const event::MessageId& id, Millis since) {
  if (older_.run.has(id, since) || newer_.run.has(id, since)) return false;
  return !state_->message_ids.seen(state_->txn(), state_->table(T::message_ids), id, since);
}

// Whether nothing can refuse it (Applier::apply_input).
bool Foresight::is_taken(const Input& input) const {
  if (input.kind != store::RecordKind::track) return false;
  if (state_->name_number(input.event, false) == 0) return false; // there may be too many names
  const EventSchema* schema = state_->definitions->event_schema(input.event);
  if (schema != nullptr && schema->refuse) return false;
  return is_one_person(input);
}

// One identifier leads to somebody, or to somebody new; but for an id, of which there must be one.
// Of several none is new: a profile may have no room for another one.
bool Foresight::is_one_person(const Input& input) const {
  const auto& identifiers = input.identifiers;
  if (identifiers.size() == 1) return identifiers.front().kind != profile::IdentifierKind::id;
  return std::all_of(identifiers.begin(), identifiers.end(), [this](const auto& identifier) {
    return state_->known_owner(state_->expect_owner(identity_key(identifier))) != 0;
  });
}

void Foresight::forget_applied() {
  if (older_.last > state_->meta.applied) return;
  std::swap(older_, newer_);
  if (newer_.run.size() > 0) newer_.run.clear();
  newer_.last = 0;
}

} // namespace beckon::engine
