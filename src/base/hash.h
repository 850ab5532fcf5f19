// A fast 64/128-bit hash for tables, checksums and de-duplication. Stored bytes depend on it, so
// the function is fixed for ever (tests hold its vectors). Not for secrets: see base/crypto.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace beckon {

struct Hash128 {
  uint64_t high = 0, low = 0;
  auto operator<=>(const Hash128&) const = default;
};

uint64_t hash64(std::string_view bytes, uint64_t seed = 0);
Hash128 hash128(std::string_view bytes, uint64_t seed = 0);
// Mixes one 64-bit word (the finaliser of MurmurHash3, public domain, Austin Appleby).
constexpr uint64_t mix64(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  x ^= x >> 33;
  return x;
}

} // namespace beckon
