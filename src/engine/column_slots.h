// The kinds of columns in the cache: what they hold and how far they have come.
#pragma once

#include "engine/columns.h"

namespace beckon::engine {

struct ColumnCache::ValueSlot final : Slot {
  segment::bulk::ColumnStore store;
  bool built = false;
  uint64_t as_of = 0; // journal offset of the state it shows
};

struct ColumnCache::EventSlot final : Slot {
  explicit EventSlot(std::string name) : store(std::move(name)) {}
  segment::bulk::EventStore store;
};

struct ColumnCache::PropertySlot final : Slot {
  segment::bulk::ColumnStore store;
};

struct ColumnCache::PlacesSlot final : Slot {
  std::shared_ptr<const std::vector<uint64_t>> places;
};

// True to the state of `as_of` at its instant, and at every later one up to the next timer.
struct ColumnCache::TruthSlot final : Slot {
  segment::bulk::Bits holding;
  bool built = false;
  uint64_t as_of = 0;
  Millis at = 0;
  std::weak_ptr<const segment::Plan> plan; // under which it was made
};

template <typename Kind>
std::shared_ptr<Kind> ColumnCache::slot(const std::string& key) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Slot>& held = slots_[key];
  if (held == nullptr) {
    if constexpr (std::is_same_v<Kind, EventSlot>) {
      held = std::make_shared<EventSlot>(key.substr(1));
    } else {
      held = std::make_shared<Kind>();
    }
    held->key = key;
  }
  held->used = ++uses_;
  return std::static_pointer_cast<Kind>(held);
}

} // namespace beckon::engine
