// Rows, queue, ages and tallies of targets, changed together so that they never disagree.
//
// Thread safety: the writer thread only. Ownership: borrows its state.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "engine/sync/rows.h"
#include "engine/tables.h"
#include "store/lmdb.h"

namespace beckon::engine {

class State;

// Tallies are kept in memory between commits: they change with every item.
class SyncTallies {
 public:
  void load(const store::Transaction& transaction, store::Table table);
  void store(store::Transaction* transaction, store::Table table);
  SyncTally& edit(uint32_t target);
  const SyncTally* find(uint32_t target) const;
  void remove(uint32_t target);

 private:
  std::map<uint32_t, SyncTally> rows_;
  std::set<uint32_t> changed_, removed_;
};

class SyncLedger {
 public:
  explicit SyncLedger(State* state) : state_(state) {}

  std::optional<SyncRow> find(const SyncKey& key) const;
  // `before`: the row as it is stored; nothing for a new one.
  void put(const SyncKey& key, const std::optional<SyncRow>& before, const SyncRow& after);
  void remove(const SyncKey& key, const SyncRow& before);
  // Items of the queue in that state, in order of time.
  std::vector<SyncKey> queued(uint32_t target, SyncState state, size_t limit) const;
  void remove_events_of(uint32_t target, const std::set<uint32_t>& profiles);
  // Every row of a target that is no more, but for its tally.
  void forget(uint32_t target);

 private:
  void count(const SyncKey& key, const SyncRow& row, int64_t by);

  State* state_;
};

} // namespace beckon::engine
