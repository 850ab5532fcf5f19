#include "engine/profile_places.h"

#include "base/hash.h"
#include "base/large_pages.h"
#include "base/limits.h"

namespace beckon::engine {
namespace {

constexpr size_t kFewest = 1 << 8; // buckets
// A bucket may be over-full while others are not: at two a bucket few are.
constexpr size_t kTakenPerBucket = 2;

// Acquired and released each by itself: whoever sees a word of a write sees the turn of it too.
template <typename T>
T load(const T& word) {
  return std::atomic_ref<T>(const_cast<T&>(word)).load(std::memory_order_acquire);
}
template <typename T>
void store(T* word, T value) {
  std::atomic_ref<T>(*word).store(value, std::memory_order_release);
}

// Addresses of a process have 47 or 48 bits, and rows stand at even ones: 47 bits, and 17 are left
// for the length. What does not fit is not kept, and is 0.
constexpr int kLengthBits = 17;
constexpr uint64_t kLengths = uint64_t{1} << kLengthBits;

uint64_t pack_row(std::string_view row) {
  const auto address = reinterpret_cast<uintptr_t>(row.data());
  const uint64_t half = address / 2;
  if (address % 2 != 0 || row.size() >= kLengths || half >> (64 - kLengthBits) != 0) return 0;
  return half << kLengthBits | row.size();
}
std::string_view unpack_row(uint64_t packed) {
  return {reinterpret_cast<const char*>((packed >> kLengthBits) * 2), packed % kLengths};
}

uint8_t tag_of(uint64_t hash) { return static_cast<uint8_t>(hash >> 56); }

} // namespace

ProfilePlaces::ProfilePlaces() : buckets_(limits::lookup_bytes / sizeof(Bucket)), count_(kFewest) {
  static_assert(limits::lookup_bytes >= kLargePage);
}

uint64_t ProfilePlaces::hash(const profile::Identifier& identifier) {
  const auto kind = static_cast<uint64_t>(identifier.kind);
  return hash64(identifier.value,
                identifier.own_kind.empty() ? kind : hash64(identifier.own_kind, kind));
}

ProfilePlaces::Guess ProfilePlaces::find(uint64_t hash, uint64_t commit) const {
  const Bucket& bucket = buckets_[place(hash)];
  const uint32_t turn = load(bucket.turn);
  if (turn % 2 != 0) return {};
  const uint8_t tag = tag_of(hash);
  for (size_t i = 0; i < kSlots; ++i) {
    const uint32_t profile = load(bucket.profiles[i]);
    if (profile == 0 || load(bucket.tags[i]) != tag) continue;
    const uint64_t row = load(bucket.commit) == commit ? load(bucket.rows[i]) : 0;
    if (load(bucket.turn) != turn) return {};
    return {profile, row == 0 ? std::string_view() : unpack_row(row)};
  }
  return {};
}

// That of the tag, or a free one, or each in its turn.
size_t ProfilePlaces::choose_slot(const Bucket& bucket, uint8_t tag) {
  size_t free = kSlots;
  for (size_t i = 0; i < kSlots; ++i) {
    if (bucket.profiles[i] == 0) free = i;
    else if (bucket.tags[i] == tag) return i;
  }
  return free < kSlots ? free : load(bucket.turn) / 2 % kSlots;
}

void ProfilePlaces::note(uint64_t hash, uint64_t commit, const Guess& found) {
  Bucket& bucket = buckets_[place(hash)];
  const std::atomic_ref<uint32_t> turn(bucket.turn);
  uint32_t before = turn.load(std::memory_order_relaxed);
  // Another one is writing there: it is noted when it is asked for again.
  if (before % 2 != 0 ||
      !turn.compare_exchange_strong(before, before + 1, std::memory_order_acquire)) {
    return;
  }
  // Nobody else writes here now.
  if (bucket.commit < commit) {
    for (uint64_t& row : bucket.rows) store(&row, uint64_t{0});
    store(&bucket.commit, commit);
  }
  const size_t slot = choose_slot(bucket, tag_of(hash));
  const bool was_free = bucket.profiles[slot] == 0;
  store(&bucket.tags[slot], tag_of(hash));
  store(&bucket.profiles[slot], found.profile);
  store(&bucket.rows[slot], bucket.commit == commit ? pack_row(found.row) : 0);
  turn.store(before + 2, std::memory_order_release);
  if (was_free) grow();
}

// After one more slot was taken.
void ProfilePlaces::grow() {
  constexpr size_t kMost = limits::lookup_bytes / sizeof(Bucket);
  static_assert((kMost & (kMost - 1)) == 0);
  const size_t taken = taken_.fetch_add(1, std::memory_order_relaxed) + 1;
  size_t count = count_.load(std::memory_order_relaxed);
  if (taken > count * kTakenPerBucket && count < kMost) {
    count_.compare_exchange_strong(count, count * 2, std::memory_order_relaxed);
  }
}

} // namespace beckon::engine
