// The hot rows of profiles, decoded, as long as they are in use: an event changes one in memory,
// and what has changed is put into bytes once a commit, by the thread that writes it. What is
// stored depends on the events alone, never on which rows were kept.
//
// Thread safety: the writer thread only, but for the rows that were handed over, which nobody
// changes any more.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "event/activity.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct HotRow {
  uint32_t number = 0;
  event::Activity activity;

 private:
  friend class HotRows;
  uint64_t changed = 0; // the span between two hand-overs in which it was last; 0: never
  bool used = true;     // since eviction looked at it
  bool dropped = false; // not to be written any more
};
using HotRowPtr = std::shared_ptr<HotRow>;

class HotRows {
 public:
  // Borrows both; the transaction may begin anew in its place.
  HotRows(store::Transaction* transaction, store::Table table)
      : transaction_(transaction), table_(table) {}

  // As it is; of a profile without a row an empty one. Whoever changes it says so.
  HotRowPtr take(uint32_t number);
  void note_change(const HotRowPtr& row);
  // The row is written or removed by somebody else.
  void forget(uint32_t number);
  size_t changed() const { return changes_; }

  // What has changed is written with the transaction's changes. Until settle() it is in no table.
  void hand_over();
  void settle() { settled_ = span_ - 1; }
  void clear();

 private:
  HotRowPtr load(uint32_t number);
  bool is_changed(const HotRow& row) const { return row.changed == span_; }
  bool is_handed_over(const HotRow& row) const {
    return row.changed > settled_ && row.changed < span_;
  }
  void make_room();
  void store(HotRow* row);

  store::Transaction* transaction_;
  store::Table table_;
  std::unordered_map<uint32_t, HotRowPtr> rows_;
  std::deque<uint32_t> order_;     // in which eviction looks at them
  std::vector<HotRowPtr> changed_; // in this span, and such as were dropped since
  size_t changes_ = 0;             // without those
  uint64_t span_ = 1, settled_ = 0;
};

} // namespace beckon::engine
