#include "segment/bulk/value_column.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "schema/binary.h"

namespace beckon::segment::bulk {

using schema::Value;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// What a dictionary entry takes beside its text: the value, its key and the hash table's node.
constexpr size_t kEntryBytes = 160;

// Whether a double holds the number exactly; beyond 2^53 not every whole number does.
bool fits_double(const Value& value) {
  return !value.is_integer() || compare_numbers(value, Value(value.as_number())) == 0;
}

} // namespace

const Value* ValueColumn::at(size_t row, Value* scratch) const {
  const ValueChunk& held = *chunks_[row / kChunkRows];
  const uint32_t code = held.codes[row % kChunkRows];
  if (code == kMissing) return nullptr;
  if (code != kNumber) return &dictionary_.at(code);
  *scratch = Value(held.numbers[row % kChunkRows]);
  return scratch;
}

ColumnStore::Coded ColumnStore::code_of(const Value* value) {
  if (value == nullptr || value->is_null()) return {kMissing, kNaN};
  if (value->is_number() && fits_double(*value)) return {kNumber, value->as_number()};
  key_.clear();
  schema::put_value(&key_, *value);
  const auto [found, made] = codes_.emplace(key_, dictionary_.end_);
  if (!made) return {found->second, kNaN};
  const size_t index = dictionary_.end_ - kFirstCode;
  if (index % Dictionary::kPage == 0) {
    dictionary_.pages_.push_back(std::make_shared<std::array<Value, Dictionary::kPage>>());
  }
  (*dictionary_.pages_.back())[index % Dictionary::kPage] = *value;
  bytes_ += kEntryBytes + 2 * key_.size();
  return {dictionary_.end_++, kNaN};
}

ValueChunk& ColumnStore::chunk_to_change(size_t index) {
  Slot& slot = slots_[index];
  if (slot.shown) {
    slot.chunk = std::make_shared<ValueChunk>(*slot.chunk);
    slot.shown = false;
  }
  return *slot.chunk;
}

void ColumnStore::write(ValueChunk* chunk, size_t index, const Coded& coded) {
  chunk->codes[index] = coded.code;
  if (coded.code == kNumber) {
    if (chunk->numbers.empty()) {
      chunk->numbers.assign(kChunkRows, kNaN);
      bytes_ += kChunkRows * sizeof(double);
    }
    largest_ = std::max(largest_, std::abs(coded.number));
  }
  if (!chunk->numbers.empty()) chunk->numbers[index] = coded.number;
}

void ColumnStore::resize(size_t rows) {
  for (; slots_.size() < chunks_for(rows); bytes_ += kChunkRows * sizeof(uint32_t)) {
    slots_.push_back({std::make_shared<ValueChunk>(), false});
    slots_.back().chunk->codes.assign(kChunkRows, kMissing);
  }
  rows_ = std::max(rows_, rows);
}

void ColumnStore::set(size_t row, const Value* value) {
  const Coded coded = code_of(value);
  if (row >= rows_) resize(row + 1);
  write(&chunk_to_change(row / kChunkRows), row % kChunkRows, coded);
}

void ColumnStore::append(const Value* value) { set(rows_, value); }

void ColumnStore::append_number(double value) {
  const size_t row = rows_;
  resize(row + 1);
  write(&chunk_to_change(row / kChunkRows), row % kChunkRows, {kNumber, value});
}

ValueColumn ColumnStore::view(size_t rows) {
  ValueColumn column;
  column.rows_ = std::min(rows, rows_);
  column.dictionary_ = dictionary_;
  column.largest_ = largest_;
  column.chunks_.reserve(chunks_for(column.rows_));
  for (size_t i = 0; i < chunks_for(column.rows_); ++i) {
    slots_[i].shown = true;
    column.chunks_.push_back(slots_[i].chunk);
  }
  return column;
}

} // namespace beckon::segment::bulk
