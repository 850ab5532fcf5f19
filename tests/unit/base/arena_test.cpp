// Arenas, the pool of their pieces, and arrays of zeros.
#include "base/arena.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/large_pages.h"
#include "base/zeroed_array.h"
#include "support/errors.h"
#include "support/random.h"

namespace beckon {
namespace {

struct Piece {
  unsigned char* bytes;
  size_t size;
  unsigned char mark;
};

// Pieces of all sizes and alignments, each filled with a mark of its own.
void fill(Arena* arena, uint64_t seed) {
  test::Random random(seed);
  std::vector<Piece> pieces;
  size_t total = 0;
  for (size_t i = 0; total < 3 * kLargePage; ++i) {
    const size_t size = i % 500 == 499 ? random.below(2 * kLargePage) + 1 : random.below(9'000) + 1;
    const size_t alignment = size_t{1} << random.below(5);
    auto* bytes = static_cast<unsigned char*>(arena->allocate(size, alignment));
    REQUIRE(reinterpret_cast<uintptr_t>(bytes) % alignment == 0);
    pieces.push_back({bytes, size, static_cast<unsigned char>(i)});
    std::memset(bytes, pieces.back().mark, size);
    total += size;
  }
  const bool intact = std::all_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return std::all_of(piece.bytes, piece.bytes + piece.size,
                       [&](unsigned char byte) { return byte == piece.mark; });
  });
  CHECK(intact);
}

} // namespace

TEST_CASE("arena: pieces of any size stand apart, in a pool of its own and in a shared one") {
  {
    Arena arena(std::make_shared<PiecePool>());
    fill(&arena, 1);
    CHECK_THROWS_AS((void)arena.allocate(8, 4'096), std::bad_alloc);
    CHECK_THROWS_AS((void)arena.allocate(SIZE_MAX - 4'096), std::bad_alloc);
  }
  const auto pool = std::make_shared<PiecePool>();
  Arena arena(pool);
  fill(&arena, 2);
}

TEST_CASE("arena: what one has used the next one uses again") {
  const auto pool = std::make_shared<PiecePool>();
  CHECK(pool->kept_bytes() == 0);
  size_t once = 0;
  for (int round = 0; round < 5; ++round) {
    {
      Arena arena(pool);
      fill(&arena, 3);
    }
    if (round == 0) once = pool->kept_bytes();
    CHECK(pool->kept_bytes() == once);
  }
  CHECK(once >= 3 * kLargePage);
}

TEST_CASE("arena: a pool that is to keep less gives back the rest, and what it keeps is used") {
  const auto pool = std::make_shared<PiecePool>();
  {
    Arena arena(pool);
    fill(&arena, 4);
  }
  const size_t all = pool->kept_bytes();
  pool->keep(all);
  CHECK(pool->kept_bytes() == all);
  pool->keep(2 * kLargePage);
  CHECK(pool->kept_bytes() == 2 * kLargePage);
  {
    Arena arena(pool);
    fill(&arena, 4);
    CHECK(pool->kept_bytes() == 0);
  }
  CHECK(pool->kept_bytes() == all);
  pool->keep(kLargePage - 1);
  CHECK(pool->kept_bytes() == 0);
}

TEST_CASE("arena: a little of it takes no large page") {
  const auto pool = std::make_shared<PiecePool>();
  {
    Arena arena(pool);
    for (int i = 0; i < 100; ++i) std::memset(arena.allocate(100, 8), 1, 100);
  }
  CHECK(pool->kept_bytes() == 0);
}

TEST_CASE("zeroed array: zeros, small or large") {
  for (const size_t count : {size_t{1}, size_t{1'000}, kLargePage / 4, kLargePage}) {
    CAPTURE(count);
    ZeroedArray<uint32_t> array(count);
    REQUIRE(array.size() == count);
    size_t others = 0;
    for (size_t i = 0; i < count; ++i) others += array[i] != 0;
    CHECK(others == 0);
    array[count - 1] = 7;
    const ZeroedArray<uint32_t> moved = std::move(array);
    CHECK(moved[count - 1] == 7);
  }
  CHECK(ZeroedArray<uint32_t>().size() == 0);
}

} // namespace beckon
