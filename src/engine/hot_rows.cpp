#include "engine/hot_rows.h"

#include <algorithm>

#include "engine/tables.h"

namespace beckon::engine {
namespace {

constexpr size_t kRows = 1 << 15; // kept without need

} // namespace

// A row that is being written is left alone, even by those who read: decoding what is asked for
// changes it inside. They go on with a copy.
HotRowPtr HotRows::take(uint32_t number) {
  const auto known = rows_.find(number);
  if (known == rows_.end()) return load(number);
  if (is_handed_over(*known->second)) {
    auto copy = std::make_shared<HotRow>(*known->second);
    copy->changed = 0;
    known->second = std::move(copy);
  }
  known->second->used = true;
  return known->second;
}

HotRowPtr HotRows::load(uint32_t number) {
  make_room();
  auto row = std::make_shared<HotRow>();
  row->number = number;
  if (const auto bytes = transaction_->get(table_, number_key(number))) {
    row->activity.decode(*bytes);
  }
  rows_.emplace(number, row);
  order_.push_back(number);
  return row;
}

void HotRows::note_change(const HotRowPtr& row) {
  if (is_changed(*row)) return;
  row->changed = span_;
  ++changes_;
  changed_.push_back(row);
}

void HotRows::forget(uint32_t number) {
  const auto known = rows_.find(number);
  if (known == rows_.end()) return;
  if (is_changed(*known->second)) {
    --changes_;
    known->second->dropped = true;
  }
  rows_.erase(known);
}

// Nothing is looked at here: the writer's callers wait for it.
void HotRows::hand_over() {
  ++span_;
  changes_ = 0;
  if (changed_.empty()) return;
  transaction_->write_later(
      [table = table_, rows = std::move(changed_)](store::Transaction* into) mutable {
        std::erase_if(rows, [](const HotRowPtr& row) { return row->dropped; });
        std::sort(rows.begin(), rows.end(),
                  [](const HotRowPtr& a, const HotRowPtr& b) { return a->number < b->number; });
        store::SortedRows sorted(into, table);
        std::string bytes;
        for (const HotRowPtr& row : rows) {
          row->activity.encode(&bytes);
          sorted.put(number_key(row->number), bytes);
        }
      });
  changed_ = {};
}

void HotRows::clear() {
  rows_.clear();
  order_.clear();
  changed_.clear();
  changes_ = 0;
  settled_ = span_++;
}

void HotRows::store(HotRow* row) {
  std::string bytes;
  row->activity.encode(&bytes);
  transaction_->put(table_, number_key(row->number), bytes);
  row->dropped = true;
  --changes_;
}

// Drops a row that was not used since it was looked at last, unless somebody has it in hand or it
// is not in the tables yet.
void HotRows::make_room() {
  // More than comes, so that what was kept while it was written goes again.
  constexpr size_t kLooks = 8, kDropped = 2;
  size_t dropped = 0;
  for (size_t looks = 0; rows_.size() >= kRows && looks < kLooks && !order_.empty(); ++looks) {
    const uint32_t number = order_.front();
    order_.pop_front();
    const auto found = rows_.find(number);
    if (found == rows_.end()) continue;
    HotRow& row = *found->second;
    const long holders = is_changed(row) ? 2 : 1; // the map, and those that have changed
    if (row.used || is_handed_over(row) || found->second.use_count() > holders) {
      row.used = false;
      order_.push_back(number);
      continue;
    }
    if (is_changed(row)) store(&row);
    rows_.erase(found);
    if (++dropped == kDropped) return;
  }
}

} // namespace beckon::engine
