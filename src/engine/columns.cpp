#include "engine/columns.h"

#include "engine/column_slots.h"

namespace beckon::engine {

void ColumnCache::about_to_commit(uint64_t before, uint64_t offset, std::vector<uint32_t> touched) {
  changes_.add(before, offset, std::move(touched));
}

void ColumnCache::account(const std::shared_ptr<Slot>& slot, size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto held = slots_.find(slot->key);
  // Dropped meanwhile: whoever uses it still does, but it is not the cache's.
  if (held == slots_.end() || held->second != slot) return;
  bytes_ += bytes - slot->bytes;
  slot->bytes = bytes;
  slot->used = ++uses_;
  while (bytes_ > limit_) {
    auto oldest = slots_.end();
    for (auto other = slots_.begin(); other != slots_.end(); ++other) {
      if (other->second == slot || other->second->bytes == 0) continue;
      if (oldest == slots_.end() || other->second->used < oldest->second->used) oldest = other;
    }
    if (oldest == slots_.end()) return;
    bytes_ -= oldest->second->bytes;
    slots_.erase(oldest);
  }
}

} // namespace beckon::engine
