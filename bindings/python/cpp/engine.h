// One open workspace as Python holds it.
//
// Thread safety: every method from any thread, under the GIL. A call that meets close() on another
// thread either finishes before it or raises Closed.
#pragma once

#include <beckon/beckon.h>
#include <pybind11/pybind11.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "hooks.h"

namespace beckon_python {

struct OpenOptions {
  bool manual_clock = false;
  std::optional<int64_t> start_ms;
  std::optional<bool> create;
  std::optional<bool> dispatch;
  uint64_t map_bytes = 0;
  std::string template_compiler;
};

class Engine {
 public:
  Engine(std::string_view path, const OpenOptions& options, Hooks hooks);
  // Closes; the layer above has warned.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void close();
  // Null once closed: the library answers BECKON_CLOSED.
  beckon_engine* get() const noexcept { return engine_.load(); }

 private:
  std::unique_ptr<Hooks> hooks_;
  std::atomic<beckon_engine*> engine_{nullptr};
};

} // namespace beckon_python
