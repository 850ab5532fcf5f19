// Whose identifiers are, for those that were asked for lately: sixteen bytes each, one line of the
// processor's cache a look. It holds no identifier, only 96 bits of its hash under a key that is
// drawn anew by each process: nobody can look for two that collide, and by chance two among a
// billion do once in 10¹⁰ workspaces. It grows with what is put in, up to 64 MiB.
//
// Thread safety: as a std::map.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace beckon::engine {

class IdentityCache {
 public:
  IdentityCache();

  uint32_t find(std::string_view key) const; // 0: it is not kept
  void prefetch(std::string_view key) const { __builtin_prefetch(&buckets_[place(key).bucket]); }
  void put(std::string_view key, uint32_t profile);
  void erase(std::string_view key);
  void clear();

 private:
  struct Slot {
    uint64_t high = 0;
    uint32_t low = 0, profile = 0; // 0: free
  };
  static constexpr size_t kBucketSlots = 4;
  struct alignas(64) Bucket {
    std::array<Slot, kBucketSlots> slots; // the newest first
  };
  struct Place {
    size_t bucket;
    uint64_t high;
    uint32_t low;
  };
  Place place(std::string_view key) const;
  static bool is_at(const Slot& slot, const Place& place) {
    return slot.profile != 0 && slot.high == place.high && slot.low == place.low;
  }
  void insert(const Slot& slot);
  void grow();

  const uint64_t secret_;
  std::vector<Bucket> buckets_; // a power of two
  size_t taken_ = 0;
};

} // namespace beckon::engine
