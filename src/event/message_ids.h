// De-duplication by message id, without a random page for an id never seen.
//
// Ids are hashed to 80 bits and kept with their time of arrival. The newest up to kRunIds form the
// open run: a hash table in memory, stored as pages in order of arrival. A full run is sorted and
// sealed into buckets by the top bits of the hash, with a Bloom filter that is kept in memory
// beside those of the other runs. A run whose ids have all left the window is dropped. What is
// stored depends on the ids and their times alone, never on where commits fell.
//
// Thread safety: the writer only.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "event/run_filters.h"
#include "store/lmdb.h"

namespace beckon::event {

class MessageIds {
 public:
  static constexpr size_t kRunIds = 1 << 19; // 8 MiB of entries a run
  static constexpr size_t kPageIds = 256;
  static constexpr size_t kBuckets = 1 << 11;

  void load(const store::Transaction& transaction, store::Table table);
  // Whether the id arrived at or after `since` already. Otherwise it is remembered as of `at`.
  bool seen_or_add(store::Transaction* transaction, store::Table table, std::string_view id,
                   Millis at, Millis since);
  // That it is asked for soon.
  void expect(std::string_view id) const { fetch(make_id(id, 0)); }
  // Stores the open run's new ids; the caller's transaction is committed next.
  void store(store::Transaction* transaction, store::Table table);

 private:
  struct Id {
    uint64_t high = 0; // of the hash
    uint64_t rest = 0; // 16 further bits of it | 48 bits of the arrival in ms
  };
  struct Run {
    uint32_t number = 0;
    Millis newest_at = 0;
  };

  static Id make_id(std::string_view id, Millis at);
  static Millis arrival(const Id& id);
  static bool same(const Id& a, const Id& b);
  static RunFilters::Key filter_key(const Id& id) { return {id.high, id.rest >> 48}; }
  void fetch(const Id& id) const;
  bool in_open(const Id& id, Millis since) const;
  void insert_open(const Id& id);
  bool in_run(const store::Transaction& transaction, store::Table table, const Run& run,
              const Id& id, Millis since) const;
  void sort_open();
  void seal(store::Transaction* transaction, store::Table table);
  void drop_expired(store::Transaction* transaction, store::Table table, Millis since);
  void reset_open();

  std::vector<Id> open_;        // in order of arrival
  std::vector<uint32_t> slots_; // hash table over open_: index + 1, 0 is free
  size_t stored_ = 0;           // of open_
  std::deque<Run> runs_;        // sealed, oldest first
  RunFilters filters_{kRunIds};
  uint32_t next_run_ = 1;
};

} // namespace beckon::event
