// The Bloom filters of all runs of message ids, side by side in memory: bit by bit, so that the
// lines of the processor's cache that tell of an id tell of it for every run at once. How many
// runs there are costs width, not looks.
//
// Thread safety: the writer only.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <vector>

#include "base/hash.h"

namespace beckon::event {

class RunFilters {
 public:
  // A filter by itself, as it is stored: blocks of 512 bits, of which an id has one.
  using Filter = std::vector<uint64_t>;
  // What a filter looks at of an id: 64 bits of its hash, and 16 further ones.
  struct Key {
    uint64_t high = 0, tag = 0;
  };

  // Of runs of so many ids, at sixteen bits an id.
  explicit RunFilters(size_t ids_of_a_run);

  Filter empty() const { return Filter(blocks_ * kBlockWords, 0); }
  void add_to(Filter* filter, const Key& key) const;

  // Makes room for so many runs at once, which spares the copies that growing with each costs.
  void reserve(size_t runs);
  // REQUIRES: of the size of empty(), and no filter of that run is there, nor one being built.
  void add(uint32_t run, const Filter& filter);
  // One that is built key by key: it tells of nothing until its end.
  void begin();
  void build(const Key& key) { set_column(key, building_); }
  void end(uint32_t run) { runs_[building_] = run; }
  void drop(uint32_t run);
  void clear();
  // That a key is asked for soon.
  void fetch(const Key& key) const;
  // Calls visit(run) for every run that may hold the key, and for few that do not.
  template <typename Visit>
  void visit(const Key& key, Visit&& visit) const;

 private:
  static constexpr size_t kBlockWords = 8, kBlockBits = kBlockWords * 64, kBitsOfAnId = 6;
  static constexpr size_t kBitsAnId = 16; // of a filter

  size_t rows() const { return blocks_ * kBlockBits; }
  // Calls visit(row) for each bit that a filter has of the key.
  template <typename Visit>
  void each_row(const Key& key, Visit&& visit) const;
  void set_column(const Key& key, size_t column);
  void clear_column(size_t column);
  size_t column_of(uint32_t run) const;

  size_t blocks_;
  size_t width_ = 0; // bytes of a row, one bit a column
  // Row by row, a row for each bit of a filter; behind the last a word more.
  std::pmr::vector<uint8_t> bits_;
  std::vector<uint32_t> runs_; // of the columns; 0: it is free, or being built
  std::vector<bool> used_;     // whether a column may have bits
  size_t building_ = 0;
};

template <typename Visit>
void RunFilters::each_row(const Key& key, Visit&& visit) const {
  const size_t first = static_cast<size_t>(mix64(key.high) % blocks_) * kBlockBits;
  uint64_t bits = mix64(key.high ^ (key.tag << 32) ^ 0x9e3779b97f4a7c15ULL);
  for (size_t i = 0; i < kBitsOfAnId; ++i, bits >>= 9) visit(first + (bits & (kBlockBits - 1)));
}

template <typename Visit>
void RunFilters::visit(const Key& key, Visit&& visit) const {
  for (size_t from = 0; from < width_; from += sizeof(uint64_t)) {
    const size_t left = width_ - from;
    uint64_t may = left >= sizeof may ? ~uint64_t{0} : (uint64_t{1} << (left * 8)) - 1;
    each_row(key, [&](size_t row) {
      uint64_t columns = 0;
      std::memcpy(&columns, &bits_[row * width_ + from], sizeof columns);
      may &= columns;
    });
    for (; may != 0; may &= may - 1) {
      const uint32_t run = runs_[from * 8 + static_cast<size_t>(__builtin_ctzll(may))];
      if (run != 0) visit(run);
    }
  }
}

} // namespace beckon::event
