#include "engine/sync/ledger.h"

#include "engine/state.h"

namespace beckon::engine {
namespace {

void add(uint64_t* number, int64_t by) { *number += static_cast<uint64_t>(by); }

} // namespace

void SyncTallies::load(const store::Transaction& transaction, store::Table table) {
  rows_.clear();
  changed_.clear();
  removed_.clear();
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    rows_[get_big<uint32_t>(cursor.key())] = decode_tally(cursor.value());
  }
}

void SyncTallies::store(store::Transaction* transaction, store::Table table) {
  for (const uint32_t target : removed_) transaction->remove(table, number_key(target));
  for (const uint32_t target : changed_) {
    transaction->put(table, number_key(target), encode(rows_.at(target)));
  }
  changed_.clear();
  removed_.clear();
}

SyncTally& SyncTallies::edit(uint32_t target) {
  changed_.insert(target);
  removed_.erase(target);
  return rows_[target];
}

const SyncTally* SyncTallies::find(uint32_t target) const {
  const auto found = rows_.find(target);
  return found == rows_.end() ? nullptr : &found->second;
}

void SyncTallies::remove(uint32_t target) {
  if (rows_.erase(target) == 0) return;
  changed_.erase(target);
  removed_.insert(target);
}

std::optional<SyncRow> SyncLedger::find(const SyncKey& key) const {
  const auto bytes = state_->get(T::sync_items, sync_key(key));
  if (!bytes) return std::nullopt;
  return decode_sync(*bytes);
}

void SyncLedger::put(const SyncKey& key, const std::optional<SyncRow>& before,
                     const SyncRow& after) {
  const std::string queued = after.state == SyncState::idle ? "" : queue_key(key, after);
  const std::string aged = is_unsettled(after.state) ? age_key(key, after) : "";
  if (before) {
    const std::string was = before->state == SyncState::idle ? "" : queue_key(key, *before);
    if (!was.empty() && was != queued) state_->remove(T::sync_queue, was);
    const std::string age = is_unsettled(before->state) ? age_key(key, *before) : "";
    if (!age.empty() && age != aged) state_->remove(T::sync_ages, age);
    count(key, *before, -1);
  }
  if (!queued.empty()) state_->put(T::sync_queue, queued, {});
  if (!aged.empty()) state_->put(T::sync_ages, aged, {});
  state_->put(T::sync_items, sync_key(key), encode(after));
  count(key, after, 1);
}

void SyncLedger::remove(const SyncKey& key, const SyncRow& before) {
  if (before.state != SyncState::idle) state_->remove(T::sync_queue, queue_key(key, before));
  if (is_unsettled(before.state)) state_->remove(T::sync_ages, age_key(key, before));
  state_->remove(T::sync_items, sync_key(key));
  count(key, before, -1);
}

void SyncLedger::count(const SyncKey& key, const SyncRow& row, int64_t by) {
  SyncTally& tally = state_->syncs.edit(key.target);
  if (row.state == SyncState::waiting) add(&tally.waiting, by);
  if (row.state == SyncState::inflight) add(&tally.inflight, by);
  if (row.state == SyncState::failed) add(&tally.failed, by);
  if (key.what == SyncWhat::event) add(&tally.events, by);
  if (key.what == SyncWhat::contact && row.delivered_at != 0) add(&tally.contacts_told, by);
}

std::vector<SyncKey> SyncLedger::queued(uint32_t target, SyncState state, size_t limit) const {
  std::vector<SyncKey> keys;
  const std::string prefix = queue_prefix(target, state);
  store::Cursor cursor = state_->txn().cursor(state_->table(T::sync_queue));
  for (bool found = cursor.seek(prefix);
       found && cursor.key_starts_with(prefix) && keys.size() < limit; found = cursor.next()) {
    keys.push_back(queued_item(cursor.key()));
  }
  return keys;
}

void SyncLedger::remove_events_of(uint32_t target, const std::set<uint32_t>& profiles) {
  std::vector<std::pair<SyncKey, SyncRow>> rows;
  {
    const std::string prefix = sync_prefix(target, SyncWhat::event);
    store::Cursor cursor = state_->txn().cursor(state_->table(T::sync_items));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      SyncRow row = decode_sync(cursor.value());
      if (profiles.count(row.profile) == 0) continue;
      rows.emplace_back(decode_sync_key(cursor.key()), std::move(row));
    }
  }
  for (const auto& [key, row] : rows) remove(key, row);
}

void SyncLedger::forget(uint32_t target) {
  constexpr size_t kAtOnce = 10'000; // keys in memory
  const std::string prefix = number_key(target);
  for (const T table : {T::sync_items, T::sync_queue, T::sync_ages}) {
    for (std::vector<std::string> keys(1); !keys.empty();) {
      keys.clear();
      {
        store::Cursor cursor = state_->txn().cursor(state_->table(table));
        for (bool found = cursor.seek(prefix);
             found && cursor.key_starts_with(prefix) && keys.size() < kAtOnce;
             found = cursor.next()) {
          keys.emplace_back(cursor.key());
        }
      }
      for (const std::string& key : keys) state_->remove(table, key);
    }
  }
}

} // namespace beckon::engine
