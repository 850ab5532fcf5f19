// A set of dense numbers as a flat bitset: the working form of everything that is evaluated for all
// profiles at once (bit i = profile i).
//
// Invariant: bits beyond size() are zero. Thread safety: as a std::vector.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace beckon::segment::bulk {

class Bits {
 public:
  Bits() = default;
  explicit Bits(size_t size, bool value = false);
  // REQUIRES: ceil(size / 64) words.
  Bits(size_t size, std::vector<uint64_t> words) : words_(std::move(words)), size_(size) { trim(); }

  size_t size() const { return size_; }
  bool test(size_t index) const { return (words_[index >> 6] >> (index & 63) & 1) != 0; }
  void set(size_t index) { words_[index >> 6] |= uint64_t{1} << (index & 63); }
  void clear(size_t index) { words_[index >> 6] &= ~(uint64_t{1} << (index & 63)); }
  void assign(size_t index, bool value) { value ? set(index) : clear(index); }
  // New bits are zero; a smaller size drops those beyond it.
  void resize(size_t size);

  // REQUIRES of the three: the same size.
  Bits& operator&=(const Bits& other);
  Bits& operator|=(const Bits& other);
  Bits& operator-=(const Bits& other); // and not
  void flip();

  uint64_t count() const;
  bool none() const;
  bool operator==(const Bits&) const = default;

  // 64 bits each, the lowest first; ceil(size / 64) of them.
  const std::vector<uint64_t>& words() const { return words_; }
  // For those who write whole words: trim() restores the invariant.
  uint64_t* data() { return words_.data(); }
  void trim();

  // Calls visit(index) for every member, ascending.
  template <typename Visit>
  void each(Visit&& visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(i * 64 + static_cast<size_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  std::vector<uint64_t> words_;
  size_t size_ = 0;
};

} // namespace beckon::segment::bulk
