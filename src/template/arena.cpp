#include "template/arena.h"

#include <algorithm>

namespace beckon::liquid {

thread_local Arena* Arena::current_ = nullptr;

void* Arena::allocate(size_t bytes) {
  constexpr size_t kAlignment = alignof(std::max_align_t);
  bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (bytes > left_) {
    const size_t size = std::max(next_block_, bytes);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    free_ = blocks_.back().get(); // as new[] aligns it
    left_ = size;
    next_block_ = 2 * size;
  }
  left_ -= bytes;
  return std::exchange(free_, free_ + bytes);
}

} // namespace beckon::liquid
