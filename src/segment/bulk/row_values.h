// Picked rows one by one, and what a selector keeps of each.
#pragma once

#include <bit>
#include <cmath>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "schema/json.h"
#include "segment/bulk/picker.h"

namespace beckon::segment::bulk {

// Calls visit(profile, picked, row) for every picked row; the profile is the canonical one.
template <typename Visit>
void each_row(const Columns& columns, const Picker& picker, Visit&& visit) {
  const uint32_t* canonical = columns.canonical();
  picker.each([&](const Picked& picked) {
    const uint32_t* profiles = picked.chunk->profiles;
    const auto visit_row = [&](size_t row) {
      const uint32_t profile = profiles[row];
      visit(canonical == nullptr ? profile : canonical[profile], picked, row);
    };
    if (picked.rows == nullptr) {
      for (size_t row = 0; row < picked.chunk->rows; ++row) visit_row(row);
      return;
    }
    for (size_t i = 0; i < (picked.chunk->rows + 63) / 64; ++i) {
      for (uint64_t word = picked.rows[i]; word != 0; word &= word - 1) {
        visit_row(i * 64 + static_cast<size_t>(std::countr_zero(word)));
      }
    }
  });
}

// The number of a row in millionths: what millionths() says of the value it came from.
// REQUIRES: the selector keeps numbers.
inline int64_t number_at(const Picked& picked, size_t row) {
  const ValueChunk& chunk = picked.values->chunk(picked.index);
  const uint32_t code = chunk.codes[row];
  if (code != kNumber) return millionths(picked.values->dictionary().at(code)).value_or(0);
  const double value = chunk.numbers[row];
  const auto whole = static_cast<int64_t>(value);
  if (static_cast<double>(whole) == value) return whole * kMillion;
  return std::llround(value * static_cast<double>(kMillion));
}

// What a selector keeps of values that it hashes (Selector::value_of). Each value is hashed once.
class HashesOfColumns {
 public:
  int64_t at(const Picked& picked, size_t row) {
    const ValueChunk& chunk = picked.values->chunk(picked.index);
    const uint32_t code = chunk.codes[row];
    if (code == kNumber) return of_number(chunk.numbers[row]);
    if (picked.values != last_) {
      last_ = picked.values;
      hashes_ = &known_[last_];
    }
    const Dictionary& dictionary = last_->dictionary();
    while (hashes_->size() + kFirstCode < dictionary.end()) {
      const auto next = static_cast<uint32_t>(hashes_->size()) + kFirstCode;
      hashes_->push_back(static_cast<int64_t>(hash64(to_canonical_json(dictionary.at(next)))));
    }
    return (*hashes_)[code - kFirstCode];
  }

 private:
  int64_t of_number(double number) {
    number += 0.0; // makes one of the two zeros
    const auto [known, added] = numbers_.try_emplace(std::bit_cast<uint64_t>(number));
    if (added) {
      const bool is_whole = std::abs(number) < 0x1p63 && std::trunc(number) == number;
      const schema::Value value =
          is_whole ? schema::Value(static_cast<int64_t>(number)) : schema::Value(number);
      known->second = static_cast<int64_t>(hash64(to_canonical_json(value)));
    }
    return known->second;
  }

  std::unordered_map<uint64_t, int64_t> numbers_; // by their bits; only looked up
  std::map<const ValueColumn*, std::vector<int64_t>> known_;
  const ValueColumn* last_ = nullptr;
  std::vector<int64_t>* hashes_ = nullptr;
};

} // namespace beckon::segment::bulk
