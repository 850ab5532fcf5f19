// Where the profiles are that were asked for lately: by an identifier the number of the profile
// and, as of one commit, the bytes of its row in the map, so that asking again needs no walk
// through a table. Everything in it is a guess, which whoever asks holds against the row: it is
// found by a part of a hash, and what it tells may be over. A table of 16 bytes an identifier, up
// to limits::lookup_bytes; it takes memory as it fills.
//
// Thread safety: any thread, without a lock: what one thread is writing, another does not find.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/zeroed_array.h"
#include "profile/profile.h"

namespace beckon::engine {

class ProfilePlaces {
 public:
  struct Guess {
    uint32_t profile = 0; // 0: there is none
    // Empty unless it was noted as of the commit asked for. It was unsealed then, and stays where
    // it is as long as somebody looks at that commit.
    std::string_view row{};
  };

  ProfilePlaces();

  static uint64_t hash(const profile::Identifier& identifier);

  // REQUIRES: the caller looks at that commit while it uses the row.
  Guess find(uint64_t hash, uint64_t commit) const;
  // REQUIRES: of that commit it is true. May forget it, or another one in its place.
  void note(uint64_t hash, uint64_t commit, const Guess& found);

 private:
  static constexpr size_t kSlots = 4;
  // One line of the processor's cache. Its words are read and written as atomic ones.
  struct alignas(64) Bucket {
    uint32_t turn;             // odd while somebody writes
    uint8_t tags[kSlots];      // of the hashes
    uint32_t profiles[kSlots]; // 0: the slot is free
    uint64_t commit;           // of the rows
    uint64_t rows[kSlots];     // place and length (pack_row), 0: it is not known
  };
  static_assert(sizeof(Bucket) == 64);

  size_t place(uint64_t hash) const { return hash & (count_.load(std::memory_order_relaxed) - 1); }
  static size_t choose_slot(const Bucket& bucket, uint8_t tag);
  void grow();

  ZeroedArray<Bucket> buckets_; // pages that are in use alone take memory
  // Those in use, a power of two. When it grows, what stands where it is not looked for any more
  // gives way to others in time.
  std::atomic<size_t> count_;
  std::atomic<size_t> taken_{0}; // slots
};

} // namespace beckon::engine
