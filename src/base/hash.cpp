#include "base/hash.h"

#include <cstring>

namespace beckon {
namespace {

__extension__ typedef unsigned __int128 Wide;

// Folded 64×64→128 multiplication, the step of the wyhash family.
uint64_t fold(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t load(const char* bytes, size_t count) {
  uint64_t value = 0;
  std::memcpy(&value, bytes, count);
  return value;
}

constexpr uint64_t kA = 0x9e3779b97f4a7c15ULL;
constexpr uint64_t kB = 0xd1b54a32d192ed03ULL;

} // namespace

uint64_t hash64(std::string_view bytes, uint64_t seed) {
  const char* data = bytes.data();
  size_t left = bytes.size();
  uint64_t state = mix64(seed ^ kA) ^ (bytes.size() * kB);
  for (; left > 16; left -= 16, data += 16) {
    state = fold(load(data, 8) ^ kA, load(data + 8, 8) ^ state);
  }
  const uint64_t low = left > 0 ? load(data, left < 8 ? left : 8) : 0;
  const uint64_t high = left > 8 ? load(data + 8, left - 8) : 0;
  state = fold(low ^ kB, high ^ state);
  return mix64(state ^ (high * kA) ^ low);
}

Hash128 hash128(std::string_view bytes, uint64_t seed) {
  return {hash64(bytes, seed ^ kB), hash64(bytes, ~seed)};
}

} // namespace beckon
