// One open workspace, shared by its JavaScript handle and by the calls that are under way.
//
// Thread safety: get() from any thread; the rest on the JavaScript thread unless said otherwise.
#pragma once

#include <beckon/beckon.h>
#include <napi.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "hooks.h"

namespace beckon_node {

struct OpenOptions {
  std::string path;
  bool manual_clock = false;
  std::optional<int64_t> start_ms;
  std::optional<bool> create, dispatch;
  uint64_t map_bytes = 0;
  std::string template_compiler;

  // From the object that lib/open.js makes.
  OpenOptions(const Napi::Value& path, const Napi::Object& options);
};

class Engine {
 public:
  explicit Engine(std::shared_ptr<Hooks> hooks) : hooks_(std::move(hooks)) {}
  ~Engine() {
    hooks_->shut(); // whoever destroys it may be the thread that answers
    close();
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Any thread; blocks.
  beckon_status open(const OpenOptions& options, beckon_error** error);
  // Any thread; blocks until calls and hooks of other threads have ended. Again: does nothing.
  void close();
  // Lets go of the host's functions. Call after close(), or before it when nobody can answer them.
  void shut_hooks();
  void release_hooks();
  // Null before open() and after close(): the library answers BECKON_CLOSED.
  beckon_engine* get() const noexcept { return engine_.load(); }

 private:
  std::shared_ptr<Hooks> hooks_;
  std::atomic<beckon_engine*> engine_{nullptr};
};

} // namespace beckon_node
