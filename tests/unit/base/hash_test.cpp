// Stored bytes depend on the hash: its vectors stand for ever. They were computed with a second
// implementation, in Python's unbounded integers.
#include "base/hash.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace beckon::test {
namespace {

struct Vector {
  std::string bytes;
  uint64_t plain, seeded; // seeds 0 and 42
  Hash128 wide;
};

std::string all_bytes() {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  return bytes;
}

} // namespace

TEST_CASE("hash: fixed vectors") {
  const Vector vectors[] = {
      {"",
       0x61c91bd8d0fe06e9ULL,
       0x93c526a41d2d13a4ULL,
       {0x41e8079c3ddf6802ULL, 0xc08cefb1d6e1cb4eULL}},
      {"a",
       0x499eba4fda07f44eULL,
       0x428e3cf9ca86caa9ULL,
       {0xa4ed3c1ce690867aULL, 0x703dd9f5058ccda1ULL}},
      {std::string(1, '\0'),
       0x0aa765bd3e40e4b6ULL,
       0xaa12ba40a4e7d115ULL,
       {0x692a8f180eb8112eULL, 0x3eb534329facd1f3ULL}},
      {std::string(2, '\0'),
       0x43fb9bb776899981ULL,
       0x7413b8c263a610ebULL,
       {0x891dad203beec2faULL, 0x294bcd52e7bd4327ULL}},
      {"beckon",
       0x785ffbcc5af01413ULL,
       0xcc4c1709dd3317a8ULL,
       {0x414ac4e952de187fULL, 0xe61d69ca8cd9e9bcULL}},
      {"12345678",
       0xac96e796482df805ULL,
       0x487e8fa1a68d8eb5ULL,
       {0xc861b2262d013f32ULL, 0xe54bd6fdd124bae6ULL}},
      {"123456789",
       0xc52d8f97a14f4754ULL,
       0x91b6119d665e974aULL,
       {0x5ce05e0646aea1aeULL, 0x87e34f6f2e8d918bULL}},
      {"0123456789abcdef",
       0xee28cddc081055fdULL,
       0x803d637f0ce02d08ULL,
       {0x63694c763d21cc52ULL, 0x472f2f0aaabbf6efULL}},
      {"0123456789abcdefg",
       0xff918c0d110643d9ULL,
       0xcb1b3404fe88c5d9ULL,
       {0xbe29d35931c2c1d4ULL, 0xf7a56086a87dd132ULL}},
      {"0123456789abcdef0123456789abcdef0",
       0xb55887c1cefc4c8eULL,
       0x661cfb4000fb603cULL,
       {0xcdd853ef5a334c48ULL, 0x992e163a20a7eca2ULL}},
      {all_bytes(),
       0x8953f74a9271d2deULL,
       0xb2bc7fb1d9d2bf6eULL,
       {0x780b5a15a7dce497ULL, 0x719d0d559c9f7b11ULL}},
  };
  for (const Vector& vector : vectors) {
    CAPTURE(vector.bytes.size());
    CHECK(hash64(vector.bytes) == vector.plain);
    CHECK(hash64(vector.bytes, 42) == vector.seeded);
    CHECK(hash128(vector.bytes).high == vector.wide.high);
    CHECK(hash128(vector.bytes).low == vector.wide.low);
  }
  CHECK(mix64(0) == 0);
  CHECK(mix64(1) == 0xb456bcfc34c2cb2cULL);
  CHECK(mix64(UINT64_MAX) == 0x64b5720b4b825f21ULL);
}

TEST_CASE("hash: does not read past its input, nor depend on where it stands") {
  const std::string inside = "xxxx0123456789abcdefghijkyyyy";
  for (size_t start = 0; start < 8; ++start) {
    for (size_t length = 0; start + length <= inside.size(); ++length) {
      const std::string alone = inside.substr(start, length);
      CHECK(hash64(std::string_view(inside).substr(start, length)) == hash64(alone));
    }
  }
}

TEST_CASE("hash: one flipped bit changes it, at every length") {
  for (size_t length = 1; length <= 64; ++length) {
    const std::string bytes(length, 'k');
    std::set<uint64_t> seen = {hash64(bytes)};
    for (size_t bit = 0; bit < length * 8; ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      CHECK(seen.insert(hash64(flipped)).second);
    }
  }
}

} // namespace beckon::test
