#include "capi/handle.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/thread_number.h"

namespace beckon::capi {

// The place of one open engine. It is never freed and is used again once its engine is closed, so
// that a call finds its engine without a lock: threads that only ask share nothing that they write.
struct Slot {
  // Each thread counts its calls in a stripe of its own, as far as there are enough.
  struct alignas(kCacheLine) Stripe {
    std::atomic<size_t> leases{0};
  };
  static constexpr size_t kStripes = 32;

  std::atomic<uintptr_t> number{0};    // the handle of the engine; 0: none
  std::atomic<uint64_t> generation{0}; // of the process that opened it
  std::unique_ptr<engine::Engine> engine;

  std::array<Stripe, kStripes> stripes;
  std::mutex mutex;
  std::condition_variable idle; // a lease has ended after the number was taken away

  bool is_leased() const {
    return std::any_of(stripes.begin(), stripes.end(),
                       [](const Stripe& stripe) { return stripe.leases.load() != 0; });
  }
};

namespace {

constexpr size_t kSlots = limits::open_engines;
// A handle is odd, which no pointer to an object of the host can be; its slot is its half modulo
// kSlots.
constexpr uintptr_t kStep = 2;

struct Table {
  std::array<std::atomic<Slot*>, kSlots> slots{};
  std::atomic<uint64_t> generation{0}; // grows in each child after a fork
  // Guards what follows. No shared mutex: glibc knows the writer of one by its thread id, which is
  // another one in a child, so that it could not be unlocked there.
  std::mutex mutex;
  std::vector<size_t> closed; // slots whose engine is closed
  size_t used = 0;            // slots that were made
  uintptr_t rounds = 0;       // handles given, so that none is given twice

  Table();
};

// Never destroyed: a thread may still be in a call while the process exits.
Table& table() {
  static Table* const made = new Table;
  return *made;
}

// The table's lock is taken across a fork, so that the child does not inherit it in the hands of a
// thread that it does not have. Such a thread may have that of a closed slot: the child makes
// another one in its place.
void before_fork() { table().mutex.lock(); }
void after_fork_in_parent() { table().mutex.unlock(); }
void after_fork_in_child() {
  table().generation.fetch_add(1);
  for (const size_t place : table().closed) table().slots[place].store(nullptr);
  table().mutex.unlock();
}

Table::Table() {
  if (pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0)
    throw Error(Code::out_of_memory, "there is not enough memory to watch for fork()");
}

uintptr_t number_of(beckon_engine* handle) { return reinterpret_cast<uintptr_t>(handle); }

// Null when no engine can have that number.
Slot* slot_of(uintptr_t number) {
  return number % kStep == 0 ? nullptr : table().slots[number / kStep % kSlots].load();
}

bool is_of_this_process(const Slot& slot) {
  return slot.generation.load() == table().generation.load();
}

// REQUIRES: the table's mutex.
size_t take_place(Table* all) {
  const bool again = !all->closed.empty();
  const size_t place = again ? all->closed.back() : all->used;
  if (place == kSlots) {
    throw Error(Code::limit_exceeded, "this process has limits::open_engines engines open");
  }
  all->closed.reserve(place + 1); // so that closing needs no memory
  if (all->slots[place].load() == nullptr) all->slots[place].store(new Slot);
  if (again) all->closed.pop_back();
  else ++all->used;
  return place;
}

} // namespace

Lease::Lease(beckon_engine* handle)
    : slot_(slot_of(number_of(handle))), number_(number_of(handle)) {
  if (slot_ != nullptr) {
    leases_ = &slot_->stripes[thread_number() % Slot::kStripes].leases;
    // Counted first and looked at then, as close_handle takes the number away first and counts
    // then: one of the two sees the other.
    leases_->fetch_add(1);
    const bool is_open = slot_->number.load() == number_;
    if (is_open && is_of_this_process(*slot_)) return;
    end();
    if (is_open) {
      throw Error(Code::forked, "the engine was opened before fork()", "",
                  "open the workspace in the process that uses it");
    }
  }
  throw Error(Code::closed, handle == nullptr ? "the engine handle is null"
                                              : "the engine is closed, or the handle is foreign");
}

Lease::~Lease() { end(); }

void Lease::end() noexcept {
  leases_->fetch_sub(1);
  // In a child after fork() a thread that it does not have may have the parent's mutex.
  if (slot_->number.load() == number_ || !is_of_this_process(*slot_)) return;
  // It is being closed, or has been.
  const std::lock_guard lock(slot_->mutex);
  slot_->idle.notify_all();
}

engine::Engine* Lease::operator->() const noexcept { return slot_->engine.get(); }

beckon_engine* add_handle(std::unique_ptr<engine::Engine> engine) {
  Table& all = table();
  const std::lock_guard lock(all.mutex);
  const size_t place = take_place(&all);
  Slot& slot = *all.slots[place].load();
  slot.engine = std::move(engine);
  slot.generation.store(all.generation.load());
  const uintptr_t number = (all.rounds++ * kSlots + place) * kStep + 1;
  slot.number.store(number);
  return reinterpret_cast<beckon_engine*>(number);
}

void close_handle(beckon_engine* handle) noexcept {
  Table& all = table();
  Slot* slot = nullptr;
  {
    const std::lock_guard lock(all.mutex);
    slot = slot_of(number_of(handle));
    if (slot == nullptr || slot->number.load() != number_of(handle)) return;
    // Its threads stayed in the parent, and LMDB forbids to close an environment in the child.
    if (!is_of_this_process(*slot)) return;
    slot->number.store(0);
  }
  {
    std::unique_lock lock(slot->mutex);
    slot->idle.wait(lock, [&] { return !slot->is_leased(); });
  }
  slot->engine.reset();
  const std::lock_guard lock(all.mutex);
  all.closed.push_back(number_of(handle) / kStep % kSlots);
}

} // namespace beckon::capi
