// Memory in large pages, and what is too small for them.
#include "base/large_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "support/errors.h"

namespace beckon {

TEST_CASE(
    "large pages: large pieces are zeros at the begin of a page, and all of them can be used") {
  std::pmr::memory_resource* pages = large_pages();
  for (const size_t bytes : {kLargePage, kLargePage + 1, 3 * kLargePage - 1}) {
    CAPTURE(bytes);
    auto* memory = static_cast<char*>(pages->allocate(bytes, 64));
    CHECK(reinterpret_cast<uintptr_t>(memory) % kLargePage == 0);
    CHECK(std::all_of(memory, memory + bytes, [](char byte) { return byte == 0; }));
    std::memset(memory, 1, bytes);
    pages->deallocate(memory, bytes, 64);
  }
}

TEST_CASE(
    "large pages: small pieces come from the heap, and what is beyond all memory is refused") {
  std::pmr::vector<uint64_t> small(100, 7, large_pages()), large(kLargePage, 9, large_pages());
  small = large;
  CHECK(small == large);
  CHECK_THROWS_AS((void)large_pages()->allocate(SIZE_MAX - 10), std::bad_alloc);
  CHECK_THROWS_AS((void)large_pages()->allocate(size_t{1} << 62), std::bad_alloc);
  CHECK(*large_pages() == *large_pages());
}

} // namespace beckon
