#include "engine/hot_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/tables.h"

namespace beckon::engine {
namespace {

constexpr size_t kKept = 1 << 15; // without need
// From here on rows that have changed are encoded early. A commit is due before that: only a record
// that changes very many comes to it.
constexpr size_t kMost = 1 << 19;

void expect(const HotRow& row) {
  constexpr size_t kLine = 64;
  const char* from = reinterpret_cast<const char*>(&row);
  for (size_t at = 0; at < sizeof(HotRow); at += kLine) __builtin_prefetch(from + at);
}

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
  if (row != nullptr) expect(**row);
}

void HotRows::expect_parts(uint32_t number) const {
  const HotRowPtr* row = find(number);
  if (row != nullptr) (*row)->activity.expect();
}

// A row that is being encoded is left alone, even by those who read: decoding what is asked for
// changes it inside. They go on with a copy.
HotRowPtr HotRows::take(uint32_t number) {
  HotRowPtr* known = find(number);
  if (known == nullptr) return load(number);
  if (is_looked_at(**known)) *known = copy(**known);
  (*known)->touched = span_;
  return *known;
}

HotRowPtr HotRows::load(uint32_t number) {
  HotRowPtr row = room_for(number);
  if (const auto bytes = stored(number)) row->activity.decode(*bytes);
  else row->activity.clear();
  slot(number) = row;
  return row;
}

// Newer than what is in the tables is what was encoded early, in this span or in the one that is
// being written.
std::optional<std::string_view> HotRows::stored(uint32_t number) {
  for (const Changes* changes : {changed_.get(), writing_.get()}) {
    const auto early = changes->early.find(number);
    if (early != changes->early.end()) return early->second;
  }
  if (!table_) table_.emplace(*transaction_, tables_, &index_);
  return table_->find(number);
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
  row->dropped = row->gone = false;
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
    if (!row->dropped) encode_early(row.get()); // it goes when those that have changed do
  }
  return nullptr;
}

void HotRows::note_change(const HotRowPtr& row) {
  row->gone = false;
  if (is_changed(*row)) return;
  row->changed = span_;
  ++changes_;
  changed_->rows.push_back({row->number, row});
  changed_->early.erase(row->number);
}

void HotRows::drop(uint32_t number) {
  HotRowPtr* known = find(number);
  if (known == nullptr) return;
  if (is_changed(**known)) {
    --changes_;
    (*known)->dropped = true;
  }
  known->reset();
}

void HotRows::put(uint32_t number, event::Activity activity) {
  drop(number);
  const HotRowPtr row = room_for(number);
  row->activity = std::move(activity);
  slot(number) = row;
  note_change(row);
}

void HotRows::remove(uint32_t number) {
  put(number, {});
  (*find(number))->gone = true;
}

uint64_t HotRows::pages() {
  if (changed() == 0) return 0;
  if (!size_) size_ = hot_size(*transaction_, tables_);
  return hot_pages(changed(), *size_);
}

// Nothing is looked at here: the writer's callers wait for it.
void HotRows::hand_over() {
  ++span_;
  changes_ = 0;
  if (changed_->rows.empty()) return;
  std::swap(changed_, writing_);
  writing_->are_encoded.store(false, std::memory_order_relaxed);
  auto encoded = std::make_shared<Encoded>(pool_);
  transaction_->write_later([changes = writing_, encoded] { encode(changes.get(), encoded.get()); },
                            [this, changes = writing_, encoded](store::Transaction* into) {
                              changes->written =
                                  write_hot_rows(into, tables_, index_, encoded->rows, layer_rows_);
                              encoded->rows = {}; // here, not where others wait
                              encoded->arena.reset();
                            });
}

// A row lies in several places, and most have left the processor's cache by now: those of rows
// ahead are asked for meanwhile.
void HotRows::encode(Changes* changes, Encoded* encoded) {
  constexpr size_t kRow = 16, kParts = 8; // so many ahead
  encoded->rows.reserve(changes->rows.size() + changes->early.size());
  std::string bytes;
  const auto& rows = changes->rows;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i + kRow < rows.size()) expect(*rows[i + kRow].row);
    if (i + kParts < rows.size()) rows[i + kParts].row->activity.expect();
    const HotRow& row = *rows[i].row;
    if (row.dropped) continue;
    HotChange& change = encoded->rows.emplace_back(HotChange{row.number, {}});
    if (row.gone) continue;
    row.activity.encode(&bytes);
    char* copy = static_cast<char*>(encoded->arena->allocate(bytes.size(), 1));
    std::memcpy(copy, bytes.data(), bytes.size());
    change.row = std::string_view(copy, bytes.size());
  }
  changes->are_encoded.store(true, std::memory_order_release);
  changes->rows.clear(); // by whoever writes: it has them in its cache
  for (const auto& [number, row] : changes->early) encoded->rows.push_back({number, row});
  std::sort(encoded->rows.begin(), encoded->rows.end(),
            [](const HotChange& a, const HotChange& b) { return a.number < b.number; });
}

void HotRows::settle() {
  settled_ = span_ - 1;
  if (writing_->written.layer) index_.note(*writing_->written.layer, writing_->written.numbers);
  writing_->written = {};
  writing_->early.clear();
  table_.reset();
  size_.reset();
}

void HotRows::clear() {
  pages_.clear();
  order_.clear();
  changed_ = std::make_shared<Changes>(); // a commit that has failed may still hold the others
  writing_ = std::make_shared<Changes>();
  changes_ = 0;
  settled_ = span_++;
  index_.clear();
  table_.reset();
  size_.reset();
}

// What is taken back by force.
void HotRows::encode_early(HotRow* row) {
  std::optional<std::string>& bytes = changed_->early[row->number];
  if (row->gone) bytes.reset();
  else row->activity.encode(&bytes.emplace());
  row->dropped = true;
  --changes_;
}

} // namespace beckon::engine
