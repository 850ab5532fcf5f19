#include "engine/hot_rows.h"

#include <algorithm>
#include <utility>

#include "engine/tables.h"

namespace beckon::engine {
namespace {

constexpr size_t kKept = 1 << 15; // without need
// From here on rows that have changed are written into the transaction early. A commit is due
// before that: only a record that changes very many comes to it.
constexpr size_t kMost = 1 << 19;

} // namespace

HotRowPtr& HotRows::slot(uint32_t number) {
  const size_t page = number / kPageRows;
  if (page >= pages_.size()) pages_.resize(page + 1);
  if (pages_[page] == nullptr) pages_[page] = std::make_unique<Page>();
  return (*pages_[page])[number % kPageRows];
}

const HotRowPtr* HotRows::find(uint32_t number) const {
  const size_t page = number / kPageRows;
  if (page >= pages_.size() || pages_[page] == nullptr) return nullptr;
  const HotRowPtr& found = (*pages_[page])[number % kPageRows];
  return found == nullptr ? nullptr : &found;
}

void HotRows::expect_place(uint32_t number) const {
  const size_t page = number / kPageRows;
  if (page >= pages_.size() || pages_[page] == nullptr) return;
  __builtin_prefetch(&(*pages_[page])[number % kPageRows]);
}

void HotRows::expect_row(uint32_t number) const {
  const HotRowPtr* row = find(number);
  if (row == nullptr) return;
  constexpr size_t kLine = 64;
  const char* from = reinterpret_cast<const char*>(row->get());
  for (size_t at = 0; at < sizeof(HotRow); at += kLine) __builtin_prefetch(from + at);
}

// A row that is being written is left alone, even by those who read: decoding what is asked for
// changes it inside. They go on with a copy.
HotRowPtr HotRows::take(uint32_t number) {
  HotRowPtr* known = find(number);
  if (known == nullptr) return load(number);
  if (is_handed_over(**known)) *known = copy(**known);
  (*known)->touched = span_;
  return *known;
}

HotRowPtr HotRows::load(uint32_t number) {
  HotRowPtr row = room_for(number);
  if (const auto bytes = transaction_->get(table_, number_key(number))) {
    row->activity.decode(*bytes);
  } else {
    row->activity.clear();
  }
  slot(number) = row;
  return row;
}

HotRowPtr HotRows::copy(const HotRow& row) {
  HotRowPtr copy = room_for(row.number);
  copy->activity = row.activity;
  return copy;
}

// A row of whatever content, that nobody else has.
HotRowPtr HotRows::room_for(uint32_t number) {
  HotRowPtr row;
  if (order_.size() >= kKept) row = order_.size() < kMost ? take_back() : take_back_by_force();
  if (row == nullptr) row = std::make_shared<HotRow>();
  row->number = number;
  row->changed = 0;
  row->touched = span_;
  row->dropped = false;
  order_.push_back(row);
  return row;
}

bool HotRows::is_in_place(const HotRowPtr& row) {
  const HotRowPtr* known = find(row->number);
  return known != nullptr && *known == row;
}

// The one that eviction looks at next, unless it is of use.
HotRowPtr HotRows::take_back() {
  HotRowPtr row = std::move(order_.front());
  order_.pop_front();
  const bool in_place = is_in_place(row);
  const long holders = in_place ? 2 : 1; // the page, and this function
  const bool young = in_place && row->touched == span_;
  if (young || is_changed(*row) || is_handed_over(*row) || row.use_count() > holders) {
    order_.push_back(std::move(row));
    return nullptr;
  }
  if (in_place) slot(row->number).reset();
  return row;
}

// Any that nobody has in hand and that is not being written.
HotRowPtr HotRows::take_back_by_force() {
  constexpr size_t kLooks = 8;
  for (size_t looks = 0; looks < kLooks; ++looks) {
    HotRowPtr row = std::move(order_.front());
    order_.pop_front();
    const bool in_place = is_in_place(row);
    const long holders = 1 + (in_place ? 1 : 0) + (is_changed(*row) ? 1 : 0);
    if (is_handed_over(*row) || row.use_count() > holders) {
      order_.push_back(std::move(row));
      continue;
    }
    if (in_place) slot(row->number).reset();
    if (!is_changed(*row)) return row;
    if (!row->dropped) store(row.get()); // it goes when those that have changed do
  }
  return nullptr;
}

void HotRows::note_change(const HotRowPtr& row) {
  if (is_changed(*row)) return;
  row->changed = span_;
  ++changes_;
  changed_->push_back({row->number, row});
}

void HotRows::forget(uint32_t number) {
  HotRowPtr* known = find(number);
  if (known == nullptr) return;
  if (is_changed(**known)) {
    --changes_;
    (*known)->dropped = true;
  }
  known->reset();
}

// Nothing is looked at here: the writer's callers wait for it.
void HotRows::hand_over() {
  ++span_;
  changes_ = 0;
  if (changed_->empty()) return;
  std::swap(changed_, writing_);
  transaction_->write_later([table = table_, rows = writing_](store::Transaction* into) {
    std::sort(rows->begin(), rows->end(),
              [](const Changed& a, const Changed& b) { return a.number < b.number; });
    store::SortedRows sorted(into, table);
    std::string bytes;
    for (const Changed& each : *rows) {
      if (each.row->dropped) continue;
      each.row->activity.encode(&bytes);
      sorted.put(number_key(each.number), bytes);
    }
    rows->clear(); // by whoever writes: it has them in its cache
  });
}

void HotRows::clear() {
  pages_.clear();
  order_.clear();
  changed_ = std::make_shared<Changes>(); // a commit that has failed may still hold the others
  writing_ = std::make_shared<Changes>();
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

} // namespace beckon::engine
