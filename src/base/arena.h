// An arena for what is made together and goes together, and a pool of the large pieces that arenas
// are made of: fresh memory from the system is as dear as filling it, and one arena follows the
// other.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <utility>
#include <vector>

namespace beckon {

// Pieces of at least one large page are kept when they come back, for whoever asks for as many
// bytes, until the pool goes or is told to keep less. They hold what they held. Thread safety: any
// thread.
class PiecePool {
 public:
  PiecePool() = default;
  PiecePool(const PiecePool&) = delete;
  PiecePool& operator=(const PiecePool&) = delete;
  ~PiecePool();

  void* take(size_t bytes);
  void give_back(void* piece, size_t bytes);
  void keep(size_t bytes); // of what is kept so much at most, the smallest pieces
  size_t kept_bytes() const;

 private:
  mutable std::mutex mutex_;
  std::multimap<size_t, void*> kept_;
};

// Nothing is freed before the arena is. Its first piece is small and comes from the heap; the
// others are large pages. All come from the pool. Thread safety: one thread.
class Arena final : public std::pmr::memory_resource {
 public:
  explicit Arena(std::shared_ptr<PiecePool> pool) : pool_(std::move(pool)) {}
  ~Arena() override;

 private:
  void* do_allocate(size_t bytes, size_t alignment) override;
  void do_deallocate(void*, size_t, size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }
  char* add_piece(size_t bytes);

  const std::shared_ptr<PiecePool> pool_;
  std::vector<std::pair<void*, size_t>> pieces_;
  char* next_ = nullptr; // of what is left of the newest piece
  char* end_ = nullptr;
};

} // namespace beckon
