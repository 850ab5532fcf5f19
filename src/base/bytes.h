// Fixed-width integers in byte strings: big-endian for keys (memcmp order = number order),
// little-endian for values, and a bounds-checked reader.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"

namespace beckon {

template <typename T>
void put_big(std::string* out, T value) {
  for (int shift = (sizeof(T) - 1) * 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(static_cast<uint8_t>(value >> shift)));
  }
}

template <typename T>
T get_big(std::string_view bytes) {
  if (bytes.size() < sizeof(T)) throw Error(Code::corrupt, "a stored key is too short");
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>((static_cast<uint64_t>(value) << 8) | static_cast<uint8_t>(bytes[i]));
  }
  return value;
}

// Signed instants as keys: the sign bit is flipped so that earlier sorts first.
inline void put_big_time(std::string* out, int64_t at) {
  put_big<uint64_t>(out, static_cast<uint64_t>(at) ^ (uint64_t{1} << 63));
}
inline int64_t get_big_time(std::string_view bytes) {
  return static_cast<int64_t>(get_big<uint64_t>(bytes) ^ (uint64_t{1} << 63));
}

// REQUIRES: a little-endian machine (checked at compile time below).
template <typename T>
void put_little(std::string* out, T value) {
  out->append(reinterpret_cast<const char*>(&value), sizeof value);
}
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "stored values are little-endian");

inline void put_varint(std::string* out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

inline void put_text(std::string* out, std::string_view text) {
  put_varint(out, text.size());
  out->append(text);
}

// Reads what the put_ functions wrote; throws corrupt instead of reading past the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool done() const { return bytes_.empty(); }
  size_t left() const { return bytes_.size(); }
  std::string_view rest() const { return bytes_; }

  template <typename T>
  T little() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  template <typename T>
  T big() {
    return get_big<T>(take(sizeof(T)));
  }
  int64_t big_time() { return get_big_time(take(8)); }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<uint8_t>(take(1)[0]);
      if (shift == 63 && byte > 1) break; // a bit beyond the 64th, or a further byte
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw Error(Code::corrupt, "a stored number is too long");
  }
  // A number of rows that follow, each of at least one byte: a damaged one must not make the
  // caller reserve memory for what cannot be there.
  size_t count() {
    const uint64_t value = varint();
    if (value > left()) throw Error(Code::corrupt, "a stored count is too large");
    return static_cast<size_t>(value);
  }
  std::string_view text() { return take(varint()); }
  std::string_view take(size_t count) {
    if (count > bytes_.size()) throw Error(Code::corrupt, "a stored value is too short");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

 private:
  std::string_view bytes_;
};

} // namespace beckon
