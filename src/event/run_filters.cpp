#include "event/run_filters.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace beckon::event {
namespace {

// Of 32 columns of 64 bits each, two tables of 32 by 32: bit i of word k becomes bit k of word i in
// the same half. The squares off the diagonal change places, then those in each square, and so on
// (Hacker's Delight, second edition, 7-3).
void transpose(std::array<uint64_t, 32>* words) {
  uint64_t mask = 0x0000ffff0000ffffULL;
  for (size_t side = 16; side != 0; side >>= 1, mask ^= mask << side) {
    for (size_t k = 0; k < words->size(); k = ((k | side) + 1) & ~side) {
      const uint64_t other = (((*words)[k] >> side) ^ (*words)[k | side]) & mask;
      (*words)[k] ^= other << side;
      (*words)[k | side] ^= other;
    }
  }
}

} // namespace

RunFilters::RunFilters(size_t ids_of_a_run)
    : blocks_(std::max<size_t>(1, ids_of_a_run * kBitsAnId / kBlockBits)) {}

void RunFilters::add_to(Filter* filter, const Key& key) const {
  each_row(key, [&](size_t row) { (*filter)[row / 64] |= uint64_t{1} << (row % 64); });
}

void RunFilters::fetch(const Key& key) const {
  for (const Plane& plane : planes_) {
    each_row(key, [&](size_t row) { __builtin_prefetch(&plane.bits[row]); });
  }
}

size_t RunFilters::plane_with_room() {
  size_t number = 0;
  while (number < planes_.size() && planes_[number].free() == 0) ++number;
  if (number == planes_.size()) planes_.emplace_back(rows());
  return number;
}

void RunFilters::begin() {
  building_ = plane_with_room();
  building_bit_ = planes_[building_].free();
}

// Bits of a run that was there before go. The pages are touched one after the other, in fresh
// memory too: the system clears each when it is touched first, and a caller waits for few of them.
void RunFilters::prepare(size_t step, size_t steps) {
  ZeroedArray<Word>& bits = planes_[building_].bits;
  const size_t last = rows() * (step + 1) / steps;
  for (size_t row = rows() * step / steps; row < last; ++row) bits[row] &= ~building_bit_;
}

void RunFilters::build(const Key& key) {
  ZeroedArray<Word>& bits = planes_[building_].bits;
  each_row(key, [&](size_t row) { bits[row] |= building_bit_; });
}

void RunFilters::end(uint32_t run) {
  Plane& plane = planes_[building_];
  plane.runs[column_of(building_bit_)] = run;
  plane.told |= building_bit_;
}

void RunFilters::add(const std::vector<Stored>& filters) {
  for (size_t next = 0; next < filters.size();)
    add_columns(&planes_[plane_with_room()], filters, &next);
}

// As many as the plane has room for, from filters[*next] on.
void RunFilters::add_columns(Plane* plane, const std::vector<Stored>& filters, size_t* next) {
  std::array<const char*, kColumns> from{};
  const Word others = plane->told;
  for (; *next < filters.size() && plane->free() != 0; ++*next) {
    const Word bit = plane->free();
    plane->told |= bit;
    plane->runs[column_of(bit)] = filters[*next].run;
    from[column_of(bit)] = filters[*next].words.data();
  }
  std::array<uint64_t, kColumns> columns{};
  for (size_t word = 0; word < words(); ++word) {
    for (size_t i = 0; i < kColumns; ++i) {
      if (from[i] == nullptr) columns[i] = 0;
      else std::memcpy(&columns[i], from[i] + word * sizeof(uint64_t), sizeof(uint64_t));
    }
    transpose(&columns);
    Word* row = &plane->bits[word * 64];
    for (size_t i = 0; i < kColumns; ++i) {
      row[i] = (row[i] & others) | static_cast<Word>(columns[i]);
      row[i + 32] = (row[i + 32] & others) | static_cast<Word>(columns[i] >> 32);
    }
  }
}

void RunFilters::drop(uint32_t run) {
  for (Plane& plane : planes_) {
    for (Word left = plane.told; left != 0; left &= left - 1) {
      if (plane.runs[column_of(left)] == run) plane.told &= ~(left & -left);
    }
  }
}

} // namespace beckon::event
