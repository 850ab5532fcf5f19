#include "capi/handle.h"

#include <pthread.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "base/error.h"

namespace beckon::capi {

struct Slot {
  std::unique_ptr<engine::Engine> engine;
  uint64_t generation; // of the process that opened it
  std::mutex mutex;
  std::condition_variable idle;
  size_t leases = 0; // guarded by mutex
};

namespace {

struct Table {
  // Guards all of it. No shared mutex: glibc knows the writer of one by its thread id, which is
  // another one in a child, so that it could not be unlocked there.
  std::mutex mutex;
  std::unordered_map<uintptr_t, std::shared_ptr<Slot>> slots;
  uintptr_t next = 1;
  uint64_t generation = 0; // grows in each child after a fork

  Table();
};

// Never destroyed: a thread may still be in a call while the process exits.
Table& table() {
  static Table* const made = new Table;
  return *made;
}

// The table's lock is taken across a fork, so that the child does not inherit it in the hands of a
// thread that it does not have.
void before_fork() { table().mutex.lock(); }
void after_fork_in_parent() { table().mutex.unlock(); }
void after_fork_in_child() {
  ++table().generation;
  table().mutex.unlock();
}

Table::Table() {
  if (pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0)
    throw Error(Code::out_of_memory, "there is not enough memory to watch for fork()");
}

// Odd numbers only, which no pointer to an object of the host can be.
constexpr uintptr_t kStep = 2;

uintptr_t number_of(beckon_engine* handle) { return reinterpret_cast<uintptr_t>(handle); }

} // namespace

Lease::Lease(beckon_engine* handle) {
  Table& all = table();
  const std::lock_guard lock(all.mutex);
  const auto place = all.slots.find(number_of(handle));
  if (place == all.slots.end()) {
    throw Error(Code::closed, handle == nullptr ? "the engine handle is null"
                                                : "the engine is closed, or the handle is foreign");
  }
  if (place->second->generation != all.generation) {
    throw Error(Code::forked, "the engine was opened before fork()", "",
                "open the workspace in the process that uses it");
  }
  slot_ = place->second;
  const std::lock_guard slot_lock(slot_->mutex);
  ++slot_->leases;
}

Lease::~Lease() {
  const std::lock_guard lock(slot_->mutex);
  if (--slot_->leases == 0) slot_->idle.notify_all();
}

engine::Engine* Lease::operator->() const noexcept { return slot_->engine.get(); }

beckon_engine* add_handle(std::unique_ptr<engine::Engine> engine) {
  auto slot = std::make_shared<Slot>();
  slot->engine = std::move(engine);
  Table& all = table();
  const std::lock_guard lock(all.mutex);
  slot->generation = all.generation;
  const uintptr_t number = all.next;
  all.slots.emplace(number, std::move(slot));
  all.next += kStep;
  return reinterpret_cast<beckon_engine*>(number);
}

void close_handle(beckon_engine* handle) noexcept {
  Table& all = table();
  std::shared_ptr<Slot> slot;
  {
    const std::lock_guard lock(all.mutex);
    const auto place = all.slots.find(number_of(handle));
    if (place == all.slots.end()) return;
    // Its threads stayed in the parent, and LMDB forbids to close an environment in the child.
    if (place->second->generation != all.generation) return;
    slot = std::move(place->second);
    all.slots.erase(place);
  }
  std::unique_lock lock(slot->mutex);
  slot->idle.wait(lock, [&] { return slot->leases == 0; });
  lock.unlock();
  slot->engine.reset();
}

} // namespace beckon::capi
