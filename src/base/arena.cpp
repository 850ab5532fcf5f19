#include "base/arena.h"

#include <cstdint>

#include "base/large_pages.h"

namespace beckon {
namespace {

constexpr size_t kFirstPiece = size_t{64} << 10;
// What is larger has a piece of its own: the rest of the newest one is not lost for it.
constexpr size_t kLargest = kLargePage / 8;
constexpr size_t kAlignment = alignof(std::max_align_t);

} // namespace

PiecePool::~PiecePool() {
  for (const auto& [bytes, piece] : kept_) large_pages()->deallocate(piece, bytes, kAlignment);
}

void* PiecePool::take(size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(bytes); found != kept_.end()) {
      void* piece = found->second;
      kept_.erase(found);
      return piece;
    }
  }
  return large_pages()->allocate(bytes, kAlignment);
}

void PiecePool::give_back(void* piece, size_t bytes) {
  if (bytes < kLargePage) return large_pages()->deallocate(piece, bytes, kAlignment);
  const std::lock_guard lock(mutex_);
  kept_.emplace(bytes, piece);
}

void PiecePool::keep(size_t bytes) {
  const std::lock_guard lock(mutex_);
  auto first = kept_.begin(); // that goes: large ones are of a few who needed so much at once
  for (size_t kept = 0; first != kept_.end() && kept + first->first <= bytes; ++first)
    kept += first->first;
  for (auto it = first; it != kept_.end(); ++it)
    large_pages()->deallocate(it->second, it->first, kAlignment);
  kept_.erase(first, kept_.end());
}

size_t PiecePool::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t bytes = 0;
  for (const auto& [size, piece] : kept_) bytes += size;
  return bytes;
}

Arena::~Arena() {
  for (const auto& [piece, bytes] : pieces_) pool_->give_back(piece, bytes);
}

char* Arena::add_piece(size_t bytes) {
  auto& [piece, size] = pieces_.emplace_back(nullptr, 0); // first: it may find no memory
  piece = pool_->take(bytes);
  size = bytes;
  return static_cast<char*>(piece);
}

void* Arena::do_allocate(size_t bytes, size_t alignment) {
  if (alignment > kAlignment) throw std::bad_alloc();
  const auto off = static_cast<size_t>(-reinterpret_cast<intptr_t>(next_)) & (alignment - 1);
  const auto left = static_cast<size_t>(end_ - next_);
  if (left >= bytes && left - bytes >= off) {
    char* place = next_ + off;
    next_ = place + bytes;
    return place;
  }
  if (bytes > kLargest) return add_piece(bytes);
  const size_t size = pieces_.empty() && bytes <= kFirstPiece ? kFirstPiece : kLargePage;
  char* piece = add_piece(size);
  next_ = piece + bytes;
  end_ = piece + size;
  return piece;
}

} // namespace beckon
