#include "engine/verify_syncs.h"

#include <map>
#include <set>

#include "engine/former.h"
#include "engine/sync/rows.h"

namespace beckon::engine {
namespace {

using Tell = std::function<void(std::string)>;

template <typename Visit>
void each_row(const Reader& reader, T table, Visit&& visit) {
  store::Cursor cursor = reader.txn().cursor(reader.table(table));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    visit(cursor.key(), cursor.value());
  }
}

std::string name_of(const Reader& reader, const SyncKey& key) {
  const std::string number = key.what == SyncWhat::event
                                 ? std::to_string(key.number)
                                 : reader.ids().profile(static_cast<uint32_t>(key.number));
  return std::string(what_name(key.what)) + " " + number + " of target " +
         std::to_string(key.target);
}

void check_row(const Reader& reader, const SyncKey& key, const SyncRow& row, const Tell& tell) {
  const std::string who = name_of(reader, key);
  if (row.again && row.state != SyncState::inflight) tell(who + " is to go again and never went");
  if (row.state == SyncState::inflight && row.attempts == 0) tell(who + " is on its way untried");
  if (key.what == SyncWhat::event) {
    if (row.state == SyncState::idle) tell(who + " was told and is still there");
    if (canonical_profile(reader.source(), row.profile) == 0) tell(who + " is of nobody");
    return;
  }
  const bool lives =
      reader.get(T::profiles, number_key(static_cast<uint32_t>(key.number))).has_value();
  if (lives == row.erase) tell(who + (lives ? " lives and is to be forgotten" : " is of nobody"));
  if (row.state == SyncState::idle && row.delivered_at == 0) tell(who + " says nothing");
  if (row.erase && !row.digest.empty()) tell(who + " is erased and remembers what was told");
}

// Rows of a queue or of the ages are those that the items ask for, and no others.
void check_index(const Reader& reader, T table, std::set<std::string> expected,
                 std::string_view what, const Tell& tell) {
  each_row(reader, table, [&](std::string_view key, std::string_view) {
    if (expected.erase(std::string(key)) == 0) {
      tell("a row of the " + std::string(what) + " of targets leads to no such item");
    }
  });
  if (!expected.empty()) tell("items of targets are missing in the " + std::string(what));
}

} // namespace

void verify_syncs(const Reader& reader, const Tell& tell) {
  const auto& targets = reader.definitions().syncs();
  std::set<std::string> queue, ages;
  std::map<uint32_t, SyncTally> counted;
  each_row(reader, T::sync_items, [&](std::string_view bytes, std::string_view value) {
    const SyncKey key = decode_sync_key(bytes);
    const SyncRow row = decode_sync(value);
    if (targets.count(key.target) == 0) return tell(name_of(reader, key) + " is for no target");
    check_row(reader, key, row, tell);
    if (row.state != SyncState::idle) queue.insert(queue_key(key, row));
    if (is_unsettled(row.state)) ages.insert(age_key(key, row));
    SyncTally& tally = counted[key.target];
    tally.waiting += row.state == SyncState::waiting ? 1 : 0;
    tally.inflight += row.state == SyncState::inflight ? 1 : 0;
    tally.failed += row.state == SyncState::failed ? 1 : 0;
    tally.events += key.what == SyncWhat::event ? 1 : 0;
    tally.contacts_told += key.what == SyncWhat::contact && row.delivered_at != 0 ? 1 : 0;
  });
  check_index(reader, T::sync_queue, std::move(queue), "queue", tell);
  check_index(reader, T::sync_ages, std::move(ages), "ages", tell);
  each_row(reader, T::sync_targets, [&](std::string_view key, std::string_view value) {
    const auto number = get_big<uint32_t>(key);
    const SyncTally tally = decode_tally(value), &recount = counted[number];
    if (targets.count(number) == 0) tell("a target that is no more is still counted");
    const bool same = tally.waiting == recount.waiting && tally.inflight == recount.inflight &&
                      tally.failed == recount.failed && tally.events == recount.events &&
                      tally.contacts_told == recount.contacts_told;
    if (!same) tell("what is counted of target " + std::to_string(number) + " differs");
    if (tally.next != 0 && (tally.next >= tally.end || tally.end > reader.meta().next_profile)) {
      tell("target " + std::to_string(number) + " looks for profiles that are not there");
    }
    counted.erase(number);
  });
  if (!counted.empty()) tell("a target is not counted");
}

} // namespace beckon::engine
