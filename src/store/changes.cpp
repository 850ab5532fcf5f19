#include "store/changes.h"

#include <cstring>
#include <new>
#include <utility>

#include "base/hash.h"
#include "store/lmdb.h"

namespace beckon::store {
namespace {

constexpr uint64_t kPage = 4'096;
constexpr uint32_t kRowBytes = 48; // of LMDB's page beside key and value
constexpr size_t kFewestSlots = 32;
constexpr int kPlaceBits = 48; // of an address
constexpr uint64_t kPlaces = (uint64_t{1} << kPlaceBits) - 1;

} // namespace

Changes::Changes(std::shared_ptr<PiecePool> pool, const Changes& before)
    : Changes(std::move(pool)) {
  tables_.resize(before.tables_.size());
  for (size_t i = 0; i < tables_.size(); ++i) {
    if (const Rows* rows = before.tables_[i].rows) tables_[i].expected = rows->size();
  }
}

std::string_view Changes::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  char* copy = static_cast<char*>(arena_.allocate(bytes.size(), 1));
  std::memcpy(copy, bytes.data(), bytes.size());
  return {copy, bytes.size()};
}

Changes::Row* Changes::TableRows::find(std::string_view key, uint64_t hash) const {
  for (size_t i = hash & mask; slots[i] != 0; i = (i + 1) & mask) {
    if (((slots[i] ^ hash) & ~kPlaces) != 0) continue;
    auto* row = reinterpret_cast<Rows::value_type*>(slots[i] & kPlaces);
    if (row->first == key) return &row->second;
  }
  return nullptr;
}

void Changes::TableRows::place(Rows::value_type* row, uint64_t hash) {
  size_t i = hash & mask;
  while (slots[i] != 0) i = (i + 1) & mask;
  slots[i] = reinterpret_cast<uintptr_t>(row) | (hash & ~kPlaces);
}

// At least twice as many slots as rows. To place a hundred thousand rows anew takes 10 ms, for
// which a caller waits: from the first on there are enough for those that are expected. What it had
// before stays in the arena: half as much again at most.
void Changes::grow(TableRows* held) {
  size_t count = held->slots == nullptr ? kFewestSlots : (held->mask + 1) * 4;
  while (count < 2 * held->expected) count *= 4;
  held->slots =
      static_cast<uint64_t*>(arena_.allocate(count * sizeof(uint64_t), alignof(uint64_t)));
  std::memset(held->slots, 0, count * sizeof(uint64_t));
  held->mask = count - 1;
  for (auto& row : *held->rows) held->place(&row, hash64(row.first));
}

const Changes::Row* Changes::find(Table table, std::string_view key) const {
  if (of(table) == nullptr) return nullptr;
  return tables_[table.handle].find(key, hash64(key));
}

// Rows are often made in order of key: the place behind the newest is looked at first.
Changes::Row& Changes::row(Table table, std::string_view key) {
  if (table.handle >= tables_.size()) tables_.resize(table.handle + 1);
  TableRows& held = tables_[table.handle];
  if (held.rows == nullptr) {
    held.rows = new (arena_.allocate(sizeof(Rows), alignof(Rows))) Rows(&arena_);
    held.newest = held.rows->end();
    grow(&held);
    empty_ = false;
  }
  const uint64_t hash = hash64(key);
  if (Row* known = held.find(key, hash)) return *known;
  Rows& rows = *held.rows;
  auto place = rows.end();
  bool beside = false;
  if (held.newest != rows.end() && held.newest->first < key) {
    place = std::next(held.newest);
    beside = place == rows.end() || key < place->first;
  }
  if (!beside) {
    place = rows.lower_bound(key);
    ++places_;
  }
  held.newest = rows.emplace_hint(place, keep(key), Row());
  bytes_ += key.size() + kRowBytes;
  if (rows.size() * 2 > held.mask) grow(&held);
  else held.place(&*held.newest, hash);
  return held.newest->second;
}

void Changes::put(Table table, std::string_view key, std::string_view value) {
  Row& changed = row(table, key);
  changed.gone_ = false;
  if (value.size() > changed.room_) {
    bytes_ += value.size() - changed.room_;
    changed.bytes_ = const_cast<char*>(keep(value).data());
    changed.room_ = static_cast<uint32_t>(value.size());
  } else if (!value.empty()) {
    std::memmove(changed.bytes_, value.data(), value.size());
  }
  changed.size_ = static_cast<uint32_t>(value.size());
}

void Changes::put_whole(Table table, std::string_view key, std::string value) {
  Row& changed = row(table, key);
  bytes_ += value.size();
  std::string& whole = whole_.emplace_back(std::move(value));
  changed.gone_ = false;
  changed.bytes_ = whole.data();
  changed.size_ = changed.room_ = static_cast<uint32_t>(whole.size());
}

void Changes::remove(Table table, std::string_view key) {
  Row& changed = row(table, key);
  changed.gone_ = true;
  changed.size_ = 0;
}

uint64_t Changes::pages() const { return places_ + bytes_ / kPage; }

void Changes::prepare() const {
  for (const Later& later : later_) later.prepare();
}

void Changes::write_to(Transaction* transaction) const {
  for (unsigned handle = 0; handle < tables_.size(); ++handle) {
    if (tables_[handle].rows == nullptr) continue;
    SortedRows sorted(transaction, {handle});
    for (const auto& [key, row] : *tables_[handle].rows) {
      if (row.gone()) sorted.remove(key);
      else sorted.put(key, row.value());
    }
  }
  for (const Later& later : later_) later.write(transaction);
}

SortedRows::SortedRows(Transaction* transaction, Table table)
    : transaction_(transaction), table_(table) {
  Cursor cursor = transaction->cursor(table);
  empty_ = !cursor.last();
  if (!empty_) last_ = cursor.key();
}

bool SortedRows::is_behind_all(std::string_view key) {
  behind_ = behind_ || empty_ || last_ < key;
  return behind_;
}

// Behind the last row LMDB fills pages to the end and moves nothing.
void SortedRows::put(std::string_view key, std::string_view value) {
  if (is_behind_all(key)) transaction_->append(table_, key, value);
  else transaction_->put(table_, key, value);
}

void SortedRows::remove(std::string_view key) {
  if (!is_behind_all(key)) transaction_->remove(table_, key);
}

} // namespace beckon::store
