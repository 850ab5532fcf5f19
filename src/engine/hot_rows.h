// The hot rows of profiles, decoded, as long as they are in use: an event changes one in memory,
// and what has changed is put into bytes once a commit, by the thread that writes it. What is
// stored depends on the events alone, never on which rows were kept.
//
// A row that nobody needs any more is decoded into again, as it is: in the long run an event that
// finds its row neither here nor allocates one. Rows that were not touched since the hand-over
// before the last are the ones to go.
//
// Thread safety: the writer thread only, but for the rows that were handed over, which nobody
// changes any more.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "event/activity.h"
#include "store/lmdb.h"

namespace beckon::engine {

struct HotRow {
  uint32_t number = 0;
  event::Activity activity;

 private:
  friend class HotRows;
  // Spans between two hand-overs; 0: never.
  uint64_t changed = 0, touched = 0; // the last one in which it was
  bool dropped = false;              // not to be written any more
};
using HotRowPtr = std::shared_ptr<HotRow>;

class HotRows {
 public:
  // Borrows both; the transaction may begin anew in its place.
  HotRows(store::Transaction* transaction, store::Table table)
      : transaction_(transaction), table_(table) {}

  // As it is; of a profile without a row an empty one. Whoever changes it says so.
  HotRowPtr take(uint32_t number);
  // Of rows that are asked for soon: first where one stands, then the row itself, if it is here.
  void expect_place(uint32_t number) const;
  void expect_row(uint32_t number) const;
  void note_change(const HotRowPtr& row);
  // The row is written or removed by somebody else.
  void forget(uint32_t number);
  size_t changed() const { return changes_; }

  // What has changed is written with the transaction's changes. Until settle() it is in no table.
  void hand_over();
  void settle() { settled_ = span_ - 1; }
  void clear();

 private:
  static constexpr size_t kPageRows = 1'024;
  using Page = std::array<HotRowPtr, kPageRows>; // by number: numbers are dense
  struct Changed {
    uint32_t number;
    HotRowPtr row;
  };
  using Changes = std::vector<Changed>;
  HotRowPtr& slot(uint32_t number);
  const HotRowPtr* find(uint32_t number) const;
  HotRowPtr* find(uint32_t number) {
    return const_cast<HotRowPtr*>(std::as_const(*this).find(number));
  }
  HotRowPtr load(uint32_t number);
  HotRowPtr copy(const HotRow& row);
  HotRowPtr room_for(uint32_t number);
  HotRowPtr take_back();
  HotRowPtr take_back_by_force();
  bool is_in_place(const HotRowPtr& row);
  bool is_changed(const HotRow& row) const { return row.changed == span_; }
  bool is_handed_over(const HotRow& row) const {
    return row.changed > settled_ && row.changed < span_;
  }
  void store(HotRow* row);

  store::Transaction* transaction_;
  store::Table table_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::deque<HotRowPtr> order_; // all there are, in that in which eviction looks at them
  // In this span, and such as were dropped since; and of the one that is being written, empty once
  // it is. They take turns with two lists: one as long as that is not made anew for each commit.
  std::shared_ptr<Changes> changed_ = std::make_shared<Changes>();
  std::shared_ptr<Changes> writing_ = std::make_shared<Changes>();
  size_t changes_ = 0; // without those
  uint64_t span_ = 1, settled_ = 0;
};

} // namespace beckon::engine
