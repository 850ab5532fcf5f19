// A set of 16-bit numbers as a sorted array while it is small and a bitset when it is not: one
// container of a membership set over dense profile numbers (number >> 16 names the container).
// Thread safety: as a std::vector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beckon {

class BitmapContainer {
 public:
  // Above this many members it is a bitset. That is smaller from 4,096 members on, but to change
  // one is to touch one word of it, and to look for one too; below, an array is much smaller.
  static constexpr size_t kArrayLimit = 1'024;

  bool contains(uint16_t value) const;
  // Whether the set changed.
  bool add(uint16_t value);
  bool remove(uint16_t value);
  // That one of these is asked for soon.
  void expect(uint16_t value) const {
    if (!bits_.empty()) __builtin_prefetch(&bits_[value >> 6]);
    else __builtin_prefetch(array_.data() + array_.size() / 2);
  }
  uint32_t size() const { return size_; }
  // The smallest member ≥ from, or -1.
  int32_t next(uint32_t from) const;
  // Sets the bit of each member: bit i of words[i / 64] is i. REQUIRES: none is beyond the words.
  void or_into(uint64_t* words) const;

  // The whole set as a flat bitset: bit i of words[i / 64] is i. `count` words at most 1,024; what
  // is missing is zero.
  static BitmapContainer from_words(const uint64_t* words, size_t count);

  // Stored form: 'a' and the sorted numbers, or 'b' and the 8 KiB of bits; one set, one text.
  std::string encode() const;
  static BitmapContainer decode(std::string_view bytes); // throws corrupt
  // One member of a stored form, without decoding the rest; throws corrupt.
  static bool contains_in(std::string_view bytes, uint16_t value);

  bool operator==(const BitmapContainer&) const = default;

 private:
  void to_bits();
  void to_array();

  std::vector<uint16_t> array_; // sorted; used while bits_ is empty
  std::vector<uint64_t> bits_;  // 1,024 words, or empty
  uint32_t size_ = 0;
};

} // namespace beckon
