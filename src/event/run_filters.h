// The Bloom filters of all runs of message ids, side by side in memory: bit by bit, so that the
// lines of the processor's cache that tell of an id tell of it for 32 runs at once.
//
// Thread safety: the writer only.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/zeroed_array.h"

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

  size_t words() const { return blocks_ * kBlockWords; } // of a filter
  Filter empty() const { return Filter(words(), 0); }
  void add_to(Filter* filter, const Key& key) const;

  // The words of filters as they are stored.
  struct Stored {
    uint32_t run = 0;
    std::string_view words;
  };
  // All at once, which costs little more than one. REQUIRES: each has words(), of no run that
  // is there, and none is being built.
  void add(const std::vector<Stored>& filters);
  // One that is built: it has the place for its bits made ready in so many steps, then key by key,
  // and tells of nothing until its end.
  void begin();
  void prepare(size_t step, size_t steps);
  void build(const Key& key);
  void end(uint32_t run);
  void drop(uint32_t run);
  // That a key is asked for soon.
  void fetch(const Key& key) const;
  // Calls visit(run) for every run that may hold the key, and for few that do not.
  template <typename Visit>
  void visit(const Key& key, Visit&& visit) const;

 private:
  static constexpr size_t kBlockWords = 8, kBlockBits = kBlockWords * 64, kBitsOfAnId = 6;
  static constexpr size_t kBitsAnId = 16; // of a filter

  using Word = uint32_t; // a bit of each of the columns
  static constexpr size_t kColumns = 32;
  struct Plane {
    explicit Plane(size_t rows) : bits(rows) {}
    // The first column that tells of no run; 0: each does. One that was left unfinished is as good
    // as free.
    Word free() const { return ~told & (told + 1); }
    ZeroedArray<Word> bits;                // a row for each bit of a filter
    std::array<uint32_t, kColumns> runs{}; // of the columns that tell
    Word told = 0;                         // those columns
  };
  static size_t column_of(Word bit) { return static_cast<size_t>(__builtin_ctz(bit)); }

  size_t rows() const { return blocks_ * kBlockBits; }
  void add_columns(Plane* plane, const std::vector<Stored>& filters, size_t* next);
  size_t plane_with_room();
  // Calls visit(row) for each bit that a filter has of the key.
  template <typename Visit>
  void each_row(const Key& key, Visit&& visit) const;

  size_t blocks_;
  std::vector<Plane> planes_;
  size_t building_ = 0; // plane
  Word building_bit_ = 0;
};

template <typename Visit>
void RunFilters::each_row(const Key& key, Visit&& visit) const {
  const size_t first = static_cast<size_t>(mix64(key.high) % blocks_) * kBlockBits;
  uint64_t bits = mix64(key.high ^ (key.tag << 32) ^ 0x9e3779b97f4a7c15ULL);
  for (size_t i = 0; i < kBitsOfAnId; ++i, bits >>= 9) visit(first + (bits & (kBlockBits - 1)));
}

template <typename Visit>
void RunFilters::visit(const Key& key, Visit&& visit) const {
  for (const Plane& plane : planes_) {
    Word may = plane.told;
    if (may == 0) continue;
    each_row(key, [&](size_t row) { may &= plane.bits[row]; });
    for (; may != 0; may &= may - 1) visit(plane.runs[column_of(may)]);
  }
}

} // namespace beckon::event
