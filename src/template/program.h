// A parsed template.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "template/node.h"
#include "template/template.h"

namespace beckon::liquid {

struct Template::Program {
  explicit Program(std::string_view text) : source(text), arena(text.size() + kSmallest) {}

  static constexpr size_t kSmallest = 512;
  std::string source; // the nodes borrow from it
  Arena arena;        // and lie in this
  Block block;
  // Room for a little more than the longest output so far, so that it need not grow as it is
  // written. Another thread's change in between is no harm.
  std::atomic<size_t> size_hint{0};
  void remember_size(size_t bytes) {
    if (bytes <= size_hint.load(std::memory_order_relaxed)) return;
    size_hint.store(bytes + bytes / 8, std::memory_order_relaxed);
  }
};

} // namespace beckon::liquid
