// Engine handles. A handle is a number in the clothes of a pointer, looked up in a table and never
// used twice: a closed or foreign one is told apart for certain, without touching what it seems to
// point to.
#pragma once

#include <beckon/beckon.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "engine/engine.h"

namespace beckon::capi {

struct Slot;

// The right to use an engine during one call; beckon_close waits for it to end. Taken without a
// lock, whatever other threads do.
class Lease {
 public:
  // Throws closed or forked.
  explicit Lease(beckon_engine* handle);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  engine::Engine* operator->() const noexcept;

 private:
  void end() noexcept;
  Slot* slot_;
  uintptr_t number_;
  std::atomic<size_t>* leases_ = nullptr; // counted there
};

beckon_engine* add_handle(std::unique_ptr<engine::Engine> engine);
// Takes the handle out of the table, waits for its leases and closes the engine. Does nothing for a
// handle that is closed, foreign, or of before a fork.
void close_handle(beckon_engine* handle) noexcept;

} // namespace beckon::capi
