// Whose identifiers are, for those that were asked for lately: sixteen bytes each, one line of the
// processor's cache a look. It holds no identifier, only 96 bits of its hash under a key that is
// drawn anew by each process: nobody can look for two that collide, and by chance two among a
// billion do once in 10¹⁰ workspaces. It grows with what is put in, up to 64 MiB, a little at a
// time: whoever puts something in moves two buckets of the table before to the one twice as large.
//
// Thread safety: as a std::map.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/zeroed_array.h"

namespace beckon::engine {

class IdentityCache {
 public:
  IdentityCache();

  // Where an identifier stands, if it does; until the cache goes.
  struct Place {
    uint64_t high = 0;
    uint32_t low = 0;
  };
  Place place(std::string_view key) const;

  uint32_t find(const Place& place) const; // 0: it is not kept
  uint32_t find(std::string_view key) const { return find(place(key)); }
  void prefetch(const Place& place) const { __builtin_prefetch(&bucket_of(place.high)); }
  void put(std::string_view key, uint32_t profile);
  void erase(std::string_view key);
  void clear();

 private:
  struct Slot {
    uint64_t high;
    uint32_t low, profile; // 0: free
  };
  static constexpr size_t kBucketSlots = 4;
  struct alignas(64) Bucket {
    std::array<Slot, kBucketSlots> slots; // the newest first, free ones behind
  };
  static bool is_at(const Slot& slot, const Place& place) {
    return slot.profile != 0 && slot.high == place.high && slot.low == place.low;
  }
  // The bucket is told by bits that every slot has in full, so that growing needs no key. One that
  // is still to be moved counts as it stands.
  const Bucket& bucket_of(uint64_t high) const {
    if (before_.size() != 0 && (high & (before_.size() - 1)) >= moved_)
      return before_[high & (before_.size() - 1)];
    return buckets_[high & (buckets_.size() - 1)];
  }
  Bucket& bucket_of(uint64_t high) {
    return const_cast<Bucket&>(std::as_const(*this).bucket_of(high));
  }
  void grow();
  void move_some();

  const uint64_t secret_;
  ZeroedArray<Bucket> buckets_; // a power of two
  ZeroedArray<Bucket> before_;  // half of that, while it grows: those from moved_ on are in use
  size_t moved_ = 0;
  size_t taken_ = 0; // slots
};

} // namespace beckon::engine
