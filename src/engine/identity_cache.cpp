#include "engine/identity_cache.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/hash.h"

namespace beckon::engine {
namespace {

constexpr size_t kFewest = 1 << 8, kMost = 1 << 20; // buckets

} // namespace

// No part of the state depends on it: what is kept and what is not gives the same answers.
IdentityCache::IdentityCache()
    : secret_(ByteReader(random_bytes(sizeof secret_)).little<uint64_t>()), buckets_(kFewest) {}

// The bucket is told by bits that every bucket's slots have in full, so that growing needs no key.
IdentityCache::Place IdentityCache::place(std::string_view key) const {
  const Hash128 hash = hash128(key, secret_);
  return {hash.high & (buckets_.size() - 1), hash.high, static_cast<uint32_t>(hash.low)};
}

uint32_t IdentityCache::find(std::string_view key) const {
  const Place wanted = place(key);
  for (const Slot& slot : buckets_[wanted.bucket].slots) {
    if (is_at(slot, wanted)) return slot.profile;
  }
  return 0;
}

void IdentityCache::put(std::string_view key, uint32_t profile) {
  erase(key);
  if (taken_ * 4 > buckets_.size() * kBucketSlots * 3 && buckets_.size() < kMost) grow();
  const Place wanted = place(key);
  insert({wanted.high, wanted.low, profile});
}

// Of a full bucket the oldest goes.
void IdentityCache::insert(const Slot& slot) {
  auto& slots = buckets_[slot.high & (buckets_.size() - 1)].slots;
  if (slots.back().profile == 0) ++taken_;
  std::move_backward(slots.begin(), slots.end() - 1, slots.end());
  slots.front() = slot;
}

void IdentityCache::erase(std::string_view key) {
  const Place wanted = place(key);
  auto& slots = buckets_[wanted.bucket].slots;
  const auto found = std::find_if(slots.begin(), slots.end(),
                                  [&](const Slot& slot) { return is_at(slot, wanted); });
  if (found == slots.end()) return;
  std::move(found + 1, slots.end(), found);
  slots.back() = {};
  --taken_;
}

void IdentityCache::grow() {
  std::vector<Bucket> before(buckets_.size() * 2);
  before.swap(buckets_);
  taken_ = 0;
  for (const Bucket& bucket : before) {
    for (auto slot = bucket.slots.rbegin(); slot != bucket.slots.rend(); ++slot) {
      if (slot->profile != 0) insert(*slot);
    }
  }
}

void IdentityCache::clear() {
  buckets_.assign(kFewest, {});
  buckets_.shrink_to_fit();
  taken_ = 0;
}

} // namespace beckon::engine
