#include "base/large_pages.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace beckon {
namespace {

size_t whole_pages(size_t bytes) { return (bytes + kLargePage - 1) / kLargePage * kLargePage; }

class LargePages final : public std::pmr::memory_resource {
  // From whatever begin the system gives, the first multiple of a large page is where it starts;
  // what lies before and behind goes back.
  void* do_allocate(size_t bytes, size_t alignment) override {
    if (bytes < kLargePage) return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    const size_t size = whole_pages(bytes);
    if (size < bytes || alignment > kLargePage) throw std::bad_alloc();
    void* given = mmap(nullptr, size + kLargePage, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (given == MAP_FAILED) throw std::bad_alloc();
    const size_t off = reinterpret_cast<uintptr_t>(given) % kLargePage;
    const size_t before = off == 0 ? 0 : kLargePage - off;
    char* start = static_cast<char*>(given) + before;
    if (before != 0) munmap(given, before);
    munmap(start + size, kLargePage - before);
#ifdef MADV_HUGEPAGE
    madvise(start, size, MADV_HUGEPAGE); // a wish: without it all works the same
#endif
    return start;
  }
  void do_deallocate(void* memory, size_t bytes, size_t alignment) override {
    if (bytes < kLargePage) std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
    else munmap(memory, whole_pages(bytes));
  }
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }
};

} // namespace

std::pmr::memory_resource* large_pages() {
  static LargePages* const pages = new LargePages(); // outlives all that others free at exit
  return pages;
}

} // namespace beckon
