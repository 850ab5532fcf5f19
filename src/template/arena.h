// Memory of one parsed template: its nodes and expressions lie side by side, are made one after the
// other and go all together.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace beckon::liquid {

// Thread safety: one thread at a time, while the template is parsed.
class Arena {
 public:
  // `first`: bytes that are likely to be needed.
  explicit Arena(size_t first) : next_block_(first) {}

  // Aligned for anything. Valid as long as the arena.
  void* allocate(size_t bytes);

  // While it lives, what this thread makes of the classes below lies in the arena.
  class Use {
   public:
    explicit Use(Arena* arena) : before_(std::exchange(current_, arena)) {}
    ~Use() { current_ = before_; }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    Arena* before_;
  };

 private:
  friend class InArena;
  static thread_local Arena* current_;

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* free_ = nullptr;
  size_t left_ = 0, next_block_;
};

// Base of what lies in an arena. REQUIRES: an Arena::Use of this thread where one is made; the
// arena outlives it.
class InArena {
 public:
  static void* operator new(size_t bytes) { return Arena::current_->allocate(bytes); }
  static void operator delete(void*) noexcept {} // with the arena

 protected:
  ~InArena() = default;
};

} // namespace beckon::liquid
