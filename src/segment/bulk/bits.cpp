#include "segment/bulk/bits.h"

#include <algorithm>

#include "segment/bulk/kernels.h"

namespace beckon::segment::bulk {

namespace {
size_t words_for(size_t bits) { return (bits + 63) / 64; }
} // namespace

Bits::Bits(size_t size, bool value)
    : words_(words_for(size), value ? ~uint64_t{0} : 0), size_(size) {
  trim();
}

void Bits::trim() {
  if ((size_ & 63) != 0) words_.back() &= (uint64_t{1} << (size_ & 63)) - 1;
}

void Bits::resize(size_t size) {
  words_.resize(words_for(size));
  size_ = size;
  trim();
}

Bits& Bits::operator&=(const Bits& other) {
  kernels::and_words(words_.data(), other.words_.data(), words_.size());
  return *this;
}

Bits& Bits::operator|=(const Bits& other) {
  kernels::or_words(words_.data(), other.words_.data(), words_.size());
  return *this;
}

Bits& Bits::operator-=(const Bits& other) {
  kernels::and_not_words(words_.data(), other.words_.data(), words_.size());
  return *this;
}

void Bits::flip() {
  for (uint64_t& word : words_) word = ~word;
  trim();
}

uint64_t Bits::count() const { return kernels::count_ones(words_.data(), words_.size()); }

bool Bits::none() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

} // namespace beckon::segment::bulk
