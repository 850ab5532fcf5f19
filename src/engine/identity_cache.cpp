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

IdentityCache::Place IdentityCache::place(std::string_view key) const {
  const Hash128 hash = hash128(key, secret_);
  return {hash.high, static_cast<uint32_t>(hash.low)};
}

uint32_t IdentityCache::find(const Place& wanted) const {
  for (const Slot& slot : bucket_of(wanted.high).slots) {
    if (is_at(slot, wanted)) return slot.profile;
  }
  return 0;
}

// Of a full bucket the oldest goes.
void IdentityCache::put(std::string_view key, uint32_t profile) {
  erase(key);
  if (before_.size() != 0) move_some();
  else if (taken_ * 4 > buckets_.size() * kBucketSlots * 3 && buckets_.size() < kMost) grow();
  const Place wanted = place(key);
  auto& slots = bucket_of(wanted.high).slots;
  if (slots.back().profile == 0) ++taken_;
  std::move_backward(slots.begin(), slots.end() - 1, slots.end());
  slots.front() = {wanted.high, wanted.low, profile};
}

void IdentityCache::erase(std::string_view key) {
  const Place wanted = place(key);
  auto& slots = bucket_of(wanted.high).slots;
  const auto found = std::find_if(slots.begin(), slots.end(),
                                  [&](const Slot& slot) { return is_at(slot, wanted); });
  if (found == slots.end()) return;
  std::move(found + 1, slots.end(), found);
  slots.back() = {};
  --taken_;
}

void IdentityCache::grow() {
  before_ = ZeroedArray<Bucket>(buckets_.size() * 2);
  std::swap(before_, buckets_);
  moved_ = 0;
  move_some();
}

// What stands in a bucket goes to two of the larger table, in the same order.
void IdentityCache::move_some() {
  constexpr size_t kBucketsAStep = 2;
  for (size_t i = 0; i < kBucketsAStep && moved_ < before_.size(); ++i) {
    const Bucket& from = before_[moved_++];
    for (const Slot& slot : from.slots) {
      if (slot.profile == 0) break;
      auto& slots = bucket_of(slot.high).slots;
      *std::find_if(slots.begin(), slots.end(), [](const Slot& to) { return to.profile == 0; }) =
          slot;
    }
  }
  if (moved_ == before_.size()) before_ = {};
}

void IdentityCache::clear() {
  buckets_ = ZeroedArray<Bucket>(kFewest);
  before_ = {};
  taken_ = 0;
}

} // namespace beckon::engine
