#include "base/bitmap.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"

namespace beckon {
namespace {
constexpr size_t kWords = 1'024;
constexpr uint64_t bit_of(uint16_t value) { return uint64_t{1} << (value & 63); }
} // namespace

bool BitmapContainer::contains(uint16_t value) const {
  if (!bits_.empty()) return (bits_[value >> 6] & bit_of(value)) != 0;
  return std::binary_search(array_.begin(), array_.end(), value);
}

bool BitmapContainer::add(uint16_t value) {
  if (bits_.empty()) {
    const auto place = std::lower_bound(array_.begin(), array_.end(), value);
    if (place != array_.end() && *place == value) return false;
    array_.insert(place, value);
    if (++size_ > kArrayLimit) to_bits();
    return true;
  }
  uint64_t& word = bits_[value >> 6];
  if ((word & bit_of(value)) != 0) return false;
  word |= bit_of(value);
  ++size_;
  return true;
}

bool BitmapContainer::remove(uint16_t value) {
  if (bits_.empty()) {
    const auto place = std::lower_bound(array_.begin(), array_.end(), value);
    if (place == array_.end() || *place != value) return false;
    array_.erase(place);
    --size_;
    return true;
  }
  uint64_t& word = bits_[value >> 6];
  if ((word & bit_of(value)) == 0) return false;
  word &= ~bit_of(value);
  if (--size_ <= kArrayLimit) to_array();
  return true;
}

int32_t BitmapContainer::next(uint32_t from) const {
  if (from > UINT16_MAX) return -1;
  if (bits_.empty()) {
    const auto place = std::lower_bound(array_.begin(), array_.end(), static_cast<uint16_t>(from));
    return place == array_.end() ? -1 : *place;
  }
  size_t index = from >> 6;
  uint64_t word = bits_[index] & (~uint64_t{0} << (from & 63));
  while (word == 0) {
    if (++index == kWords) return -1;
    word = bits_[index];
  }
  return static_cast<int32_t>(index * 64 + static_cast<size_t>(std::countr_zero(word)));
}

void BitmapContainer::to_bits() {
  bits_.assign(kWords, 0);
  for (const uint16_t value : array_) bits_[value >> 6] |= bit_of(value);
  array_ = {};
}

void BitmapContainer::to_array() {
  std::vector<uint16_t> array;
  array.reserve(size_);
  for (int32_t value = next(0); value >= 0; value = next(static_cast<uint32_t>(value) + 1)) {
    array.push_back(static_cast<uint16_t>(value));
  }
  bits_ = {};
  array_ = std::move(array);
}

BitmapContainer BitmapContainer::from_words(const uint64_t* words, size_t count) {
  BitmapContainer container;
  container.bits_.assign(kWords, 0);
  std::copy_n(words, std::min(count, kWords), container.bits_.begin());
  for (const uint64_t word : container.bits_) {
    container.size_ += static_cast<uint32_t>(std::popcount(word));
  }
  if (container.size_ <= kArrayLimit) container.to_array();
  return container;
}

void BitmapContainer::or_into(uint64_t* words) const {
  for (size_t i = 0; i < bits_.size(); ++i) {
    if (bits_[i] != 0) words[i] |= bits_[i];
  }
  for (const uint16_t value : array_) words[value >> 6] |= bit_of(value);
}

std::string BitmapContainer::encode() const {
  std::string bytes(1, bits_.empty() ? 'a' : 'b');
  if (bits_.empty()) {
    bytes.append(reinterpret_cast<const char*>(array_.data()), array_.size() * sizeof(uint16_t));
  } else {
    bytes.append(reinterpret_cast<const char*>(bits_.data()), kWords * sizeof(uint64_t));
  }
  return bytes;
}

bool BitmapContainer::contains_in(std::string_view bytes, uint16_t value) {
  const std::string_view body = bytes.empty() ? bytes : bytes.substr(1);
  const auto item = [&](size_t index) {
    uint16_t number = 0;
    std::memcpy(&number, body.data() + index * sizeof number, sizeof number);
    return number;
  };
  if (!bytes.empty() && bytes[0] == 'a' && body.size() % 2 == 0) {
    size_t low = 0, high = body.size() / 2;
    while (low < high) {
      const size_t middle = (low + high) / 2;
      if (item(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low < body.size() / 2 && item(low) == value;
  }
  if (bytes.empty() || bytes[0] != 'b' || body.size() != kWords * sizeof(uint64_t)) {
    throw Error(Code::corrupt, "a stored bitmap container has no known form");
  }
  // Words are little-endian: bit i is in byte i / 8.
  return ((static_cast<uint8_t>(body[value / 8]) >> (value % 8)) & 1) != 0;
}

BitmapContainer BitmapContainer::decode(std::string_view bytes) {
  BitmapContainer container;
  const std::string_view body = bytes.empty() ? bytes : bytes.substr(1);
  if (!bytes.empty() && bytes[0] == 'a' && body.size() % 2 == 0) {
    container.array_.resize(body.size() / 2);
    if (!body.empty()) std::memcpy(container.array_.data(), body.data(), body.size());
    container.size_ = static_cast<uint32_t>(container.array_.size());
    return container;
  }
  if (bytes.empty() || bytes[0] != 'b' || body.size() != kWords * sizeof(uint64_t)) {
    throw Error(Code::corrupt, "a stored bitmap container has no known form");
  }
  container.bits_.resize(kWords);
  std::memcpy(container.bits_.data(), body.data(), body.size());
  for (const uint64_t word : container.bits_) {
    container.size_ += static_cast<uint32_t>(std::popcount(word));
  }
  return container;
}

} // namespace beckon
