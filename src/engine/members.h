// Who is in which set: one bitmap container per set and 65,536 profiles. A set is a segment or a
// list; its number is permanent.
//
// The writer works on containers in memory; when the state commits, whoever writes it puts the
// changed ones into bytes. There are thousands of them, 8 KiB each: the writer does so only with
// one that changes again before its turn has come. Readers look at stored containers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bitmap.h"
#include "store/lmdb.h"

namespace beckon::engine {

class MemberSets {
 public:
  MemberSets();
  ~MemberSets();
  // REQUIRES: nothing that was handed over is still to be written.
  void reset();
  bool contains(const store::Transaction& transaction, store::Table table, uint32_t set,
                uint32_t profile);
  // That one of these is asked for soon.
  void expect(uint32_t set, uint32_t profile) const;
  // Whether the membership changed.
  bool assign(const store::Transaction& transaction, store::Table table, uint32_t set,
              uint32_t profile, bool member);
  // The whole set as a flat bitset over profile numbers below `end`: bit i is profile i.
  std::vector<uint64_t> words(const store::Transaction& transaction, store::Table table,
                              uint32_t set, uint32_t end);
  // Makes those the members; numbers beyond the words are none.
  void replace(const store::Transaction& transaction, store::Table table, uint32_t set,
               const std::vector<uint64_t>& words);
  void clear_set(store::Transaction* transaction, store::Table table, uint32_t set);
  // What has changed is written with what the transaction, a buffered one, hands over next.
  // REQUIRES: what was handed over before is written.
  void store(store::Transaction* transaction, store::Table table);

 private:
  struct Handed; // a container as it was when it was handed over
  struct HandedOver;
  struct Slot {
    BitmapContainer container;
    bool changed = false;
    Handed* handed = nullptr; // unless it has been put into bytes, as far as the writer knows
  };
  void keep_what_was(Slot* slot);
  Slot& slot(const store::Transaction& transaction, store::Table table, uint32_t set,
             uint32_t profile);

  std::map<uint64_t, Slot> containers_; // set << 16 | profile >> 16
  std::shared_ptr<HandedOver> handed_over_;
  struct Recent {
    uint64_t number = UINT64_MAX;
    Slot* slot = nullptr;
  };
  static constexpr size_t kRecent = 1 << 13;
  std::vector<Recent> recent_; // by a hash of the number: most calls are for few slots
};

// The containers that a reader has looked at. One whose checksum was right is not summed up again
// while the same commit is looked at, nor searched for: a container is 8 KiB, the answer a bit.
class CheckedContainers {
 public:
  // REQUIRES: the transactions of one reader.
  bool contains(const store::Transaction& transaction, store::Table table, uint32_t set,
                uint32_t profile);

 private:
  struct Place {
    uint64_t slot = 0, commit = 0;
    std::string_view bytes; // in the map, where they stay as long as the commit is looked at
  };
  std::vector<Place> places_; // by a hash of the slot
};

// Of a reader.
bool stored_member(const store::Transaction& transaction, store::Table table, uint32_t set,
                   uint32_t profile);
// All members: bit i is the profile of number i; as long as the greatest of them asks.
std::vector<uint64_t> stored_bits(const store::Transaction& transaction, store::Table table,
                                  uint32_t set);
uint64_t stored_count(const store::Transaction& transaction, store::Table table, uint32_t set);
// Up to `limit` members with number ≥ from, ascending.
std::vector<uint32_t> stored_members(const store::Transaction& transaction, store::Table table,
                                     uint32_t set, uint32_t from, size_t limit);
// Up to `limit` members with number ≤ from, descending.
std::vector<uint32_t> stored_members_down(const store::Transaction& transaction, store::Table table,
                                          uint32_t set, uint32_t from, size_t limit);

} // namespace beckon::engine
