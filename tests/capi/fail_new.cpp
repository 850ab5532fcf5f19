#include "fail_new.h"

#include <cstdlib>
#include <new>

namespace {
thread_local long remaining = -1;
}

namespace beckon::test {
void fail_new_after(long k) { remaining = k; }
} // namespace beckon::test

void* operator new(size_t size) {
  if (remaining == 0) throw std::bad_alloc();
  if (remaining > 0) --remaining;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
