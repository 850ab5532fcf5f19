#include "engine/opaque_id.h"

#include "base/hash.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int kRounds = 4;
constexpr size_t kLength = 13; // 65 bits

uint32_t round_of(uint64_t key, int round, char prefix, uint32_t half) {
  const uint64_t tweak =
      (static_cast<uint64_t>(static_cast<uint8_t>(prefix)) << 8) | static_cast<uint64_t>(round);
  return static_cast<uint32_t>(mix64(key ^ mix64(tweak) ^ half));
}

} // namespace

OpaqueIds::OpaqueIds(std::string_view seed) : key_(hash64(seed, 0x6f7061717565ULL)) {}

// A Feistel network over two 32-bit halves: a bijection whatever the round function.
uint64_t OpaqueIds::permute(uint64_t number, bool forward) const {
  auto left = static_cast<uint32_t>(number >> 32), right = static_cast<uint32_t>(number);
  for (int i = 0; i < kRounds; ++i) {
    const int round = forward ? i : kRounds - 1 - i;
    if (forward) {
      const uint32_t next = left ^ round_of(key_, round, 'x', right);
      left = right;
      right = next;
    } else {
      const uint32_t previous = right ^ round_of(key_, round, 'x', left);
      right = left;
      left = previous;
    }
  }
  return (uint64_t{left} << 32) | right;
}

std::string OpaqueIds::encode(char prefix, uint64_t number) const {
  uint64_t rest =
      permute(number ^ (static_cast<uint64_t>(static_cast<uint8_t>(prefix)) << 56), true);
  std::string text(2 + kLength, '_');
  text[0] = prefix;
  for (size_t i = kLength; i > 0; --i, rest >>= 5) text[1 + i] = kDigits[rest & 31];
  return text;
}

std::optional<uint64_t> OpaqueIds::read(char prefix, std::string_view id) const {
  if (id.size() != 2 + kLength || id[0] != prefix || id[1] != '_') return std::nullopt;
  uint64_t value = 0;
  for (const char c : id.substr(2)) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos || (value >> 59) != 0) return std::nullopt;
    value = (value << 5) | digit;
  }
  const uint64_t number =
      permute(value, false) ^ (static_cast<uint64_t>(static_cast<uint8_t>(prefix)) << 56);
  if ((number >> 56) != 0) return std::nullopt;
  return number;
}

} // namespace beckon::engine
