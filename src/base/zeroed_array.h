// A large array that is all zero bytes at first. Where it fills large pages of its own, what nobody
// has touched yet takes no memory, and making the array costs nothing.
// Thread safety: as an array of T.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>

#include "base/large_pages.h"

namespace beckon {

template <typename T>
class ZeroedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  ZeroedArray() = default;
  explicit ZeroedArray(size_t count) : items_(make(count), Free{count}) {}

  size_t size() const { return items_ == nullptr ? 0 : items_.get_deleter().count; }
  T& operator[](size_t index) { return items_[index]; }
  const T& operator[](size_t index) const { return items_[index]; }

 private:
  struct Free {
    size_t count = 0;
    void operator()(T* items) const noexcept {
      large_pages()->deallocate(items, count * sizeof(T), alignof(T));
    }
  };
  static T* make(size_t count) {
    const size_t bytes = count * sizeof(T);
    void* memory = large_pages()->allocate(bytes, alignof(T));
    if (bytes < kLargePage) std::memset(memory, 0, bytes);
    return static_cast<T*>(memory);
  }

  std::unique_ptr<T[], Free> items_;
};

} // namespace beckon
