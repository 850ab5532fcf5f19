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
    copy->handed = 0;
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
  if (row->changed) return;
  row->changed = true;
  ++changes_;
  changed_.push_back(row);
}

void HotRows::forget(uint32_t number) {
  const auto known = rows_.find(number);
  if (known == rows_.end()) return;
  if (known->second->changed) --changes_;
  known->second->changed = false;
  rows_.erase(known);
}

void HotRows::hand_over() {
  std::vector<HotRowPtr> rows;
  rows.reserve(changes_);
  ++hand_overs_;
  for (HotRowPtr& row : changed_) {
    if (!row->changed) continue;
    row->changed = false;
    row->handed = hand_overs_;
    rows.push_back(std::move(row));
  }
  changed_.clear();
  changes_ = 0;
  if (rows.empty()) return;
  auto write = [table = table_, rows = std::move(rows)](store::Transaction* into) mutable {
    std::sort(rows.begin(), rows.end(),
              [](const HotRowPtr& a, const HotRowPtr& b) { return a->number < b->number; });
    store::SortedRows sorted(into, table);
    std::string bytes;
    for (const HotRowPtr& row : rows) {
      row->activity.encode(&bytes);
      sorted.put(number_key(row->number), bytes);
    }
  };
  transaction_->write_later(std::move(write));
}

void HotRows::clear() {
  rows_.clear();
  order_.clear();
  changed_.clear();
  changes_ = 0;
  settled_ = hand_overs_;
}

void HotRows::store(HotRow* row) {
  std::string bytes;
  row->activity.encode(&bytes);
  transaction_->put(table_, number_key(row->number), bytes);
  row->changed = false;
  --changes_;
}

// Drops a row that was not used since it was looked at last, unless somebody has it in hand or it
// is not in the tables yet.
void HotRows::make_room() {
  for (size_t looks = 0; rows_.size() >= kRows && looks < 8 && !order_.empty(); ++looks) {
    const uint32_t number = order_.front();
    order_.pop_front();
    const auto found = rows_.find(number);
    if (found == rows_.end()) continue;
    HotRow& row = *found->second;
    const long holders = row.changed ? 2 : 1; // the map, and those that have changed
    if (row.used || is_handed_over(row) || found->second.use_count() > holders) {
      row.used = false;
      order_.push_back(number);
      continue;
    }
    if (row.changed) store(&row);
    rows_.erase(found);
    return;
  }
}

} // namespace beckon::engine
