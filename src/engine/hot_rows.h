// The hot rows of profiles, decoded, as long as they are in use: an event changes one in memory,
// and what has changed is put into bytes once a commit, by the thread that writes it. What is
// stored depends on the events alone, never on which rows were kept.
//
// A row that nobody needs any more is decoded into again, as it is: in the long run an event that
// finds its row neither here nor allocates one. Rows that were not touched since the hand-over
// before the last are the ones to go.
//
// Thread safety: the writer thread only. Whoever writes what was handed over first encodes all of
// it; until then the writer goes on with copies.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "engine/hot_layers.h"
#include "engine/hot_writing.h"
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
  bool gone = false;                 // to be removed, unless it changes
};
using HotRowPtr = std::shared_ptr<HotRow>;

class HotRows {
 public:
  // Borrows the transaction, which may begin anew in its place. `layer_rows`: see hot_writing.h.
  HotRows(store::Transaction* transaction, const HotTables& tables, uint32_t layer_rows)
      : transaction_(transaction), tables_(tables), layer_rows_(layer_rows) {}

  // As it is; of a profile without a row an empty one. Whoever changes it says so.
  HotRowPtr take(uint32_t number);
  // Of rows that are asked for soon: first where one stands, then the row itself, then what it
  // points at, if it is here.
  void expect_place(uint32_t number) const;
  void expect_row(uint32_t number) const;
  void expect_parts(uint32_t number) const;
  void note_change(const HotRowPtr& row);
  // Another row in its place, and none: who has it in hand has no part in them.
  void put(uint32_t number, event::Activity activity);
  void remove(uint32_t number);
  size_t changed() const { return changes_ + changed_->early.size(); }
  size_t held() const { return order_.size(); } // in memory
  uint64_t pages();                             // that it is to write what has changed, about

  // What has changed is written with the transaction's changes. Until settle() it is in no table.
  void hand_over();
  void settle();
  void clear();

 private:
  static constexpr size_t kPageRows = 1'024;
  using Page = std::array<HotRowPtr, kPageRows>; // by number: numbers are dense
  struct Changed {
    uint32_t number;
    HotRowPtr row;
  };
  // Of one span.
  struct Changes {
    std::vector<Changed> rows;
    // What there was no room for, encoded; nothing: removed.
    std::unordered_map<uint32_t, std::optional<std::string>> early;
    std::atomic<bool> are_encoded{false}; // the rows: whoever writes looks at them no more
    HotWritten written;
  };
  struct Encoded {
    explicit Encoded(std::shared_ptr<PiecePool> pool) : arena(std::in_place, std::move(pool)) {}
    std::optional<Arena> arena;
    std::vector<HotChange> rows; // by number
  };
  static void encode(Changes* changes, Encoded* encoded);
  HotRowPtr& slot(uint32_t number);
  const HotRowPtr* find(uint32_t number) const;
  HotRowPtr* find(uint32_t number) {
    return const_cast<HotRowPtr*>(std::as_const(*this).find(number));
  }
  HotRowPtr load(uint32_t number);
  std::optional<std::string_view> stored(uint32_t number);
  void drop(uint32_t number);
  HotRowPtr copy(const HotRow& row);
  HotRowPtr room_for(uint32_t number);
  HotRowPtr take_back();
  HotRowPtr take_back_by_force();
  bool is_in_place(const HotRowPtr& row);
  bool is_changed(const HotRow& row) const { return row.changed == span_; }
  bool is_handed_over(const HotRow& row) const {
    return row.changed > settled_ && row.changed < span_;
  }
  bool is_looked_at(const HotRow& row) const {
    return is_handed_over(row) && !writing_->are_encoded.load(std::memory_order_acquire);
  }
  void encode_early(HotRow* row);

  store::Transaction* transaction_;
  const HotTables tables_;
  const uint32_t layer_rows_;
  HotIndex index_;
  std::optional<HotTable> table_; // as of the last commit, once it is asked for
  std::optional<HotSize> size_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::deque<HotRowPtr> order_; // all there are, in that in which eviction looks at them
  // In this span, and such as were dropped since; and of the one that is being written. They take
  // turns with two lists: one as long as that is not made anew for each commit.
  std::shared_ptr<Changes> changed_ = std::make_shared<Changes>();
  std::shared_ptr<Changes> writing_ = std::make_shared<Changes>();
  size_t changes_ = 0; // without those
  uint64_t span_ = 1, settled_ = 0;
  std::shared_ptr<PiecePool> pool_ = std::make_shared<PiecePool>(); // of encoded rows
};

} // namespace beckon::engine
