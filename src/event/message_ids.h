// De-duplication by message id, without a random page for an id never seen.
//
// Ids are hashed to 80 bits and kept with their time of arrival. The newest up to kRunIds form the
// open run: a hash table in memory, stored as pages in order of arrival. A full run is sealed into
// buckets by the top bits of the hash, with a Bloom filter that is kept in memory beside those of
// the other runs: a little with each of the ids that follow, until kSealedWithin of them have come.
// A run whose ids have all left the window is dropped. What is stored depends on the ids and their
// times alone, never on where commits fell.
//
// What is kept in memory is read when the first id is asked for: whoever opens a workspace to read
// waits for none of it. Filters that are still those of the store are not laid out again.
//
// Thread safety: the writer only.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/time.h"
#include "event/open_run.h"
#include "event/run_filters.h"
#include "event/run_sealer.h"
#include "store/lmdb.h"

namespace beckon::event {

class MessageIds {
 public:
  static constexpr size_t kRunIds = 1 << 19; // 8 MiB of entries a run
  static constexpr size_t kPageIds = 256;
  static constexpr size_t kBuckets = RunSealer::kBuckets;
  static constexpr size_t kIdsAStep = 16; // of sealing
  static constexpr size_t kSealedWithin = (kRunIds / kPageIds + kBuckets) * kIdsAStep;

  // What was read of the store is the store's no more: it is read anew before it is needed.
  void forget();
  // Whether the id arrived at or after `since` already.
  bool seen(const store::Transaction& transaction, store::Table table, const MessageId& id,
            Millis since);
  // The same. Otherwise it is remembered as of `at`.
  bool seen_or_add(store::Transaction* transaction, store::Table table, std::string_view id,
                   Millis at, Millis since);
  // That it is asked for soon.
  void expect(std::string_view id) const { expect(MessageId::of(id, 0)); }
  void expect(const MessageId& id) const;
  // Stores the new ids that stand in no bucket; the caller's transaction is committed next.
  void store(store::Transaction* transaction, store::Table table);

 private:
  struct Run {
    uint32_t number = 0;
    Millis newest_at = 0;
    uint64_t stored = 0; // a hash of its filter's row
    bool operator==(const Run&) const = default;
  };
  // Where ids stand until they are in buckets. The open run and the one that is being sealed take
  // turns with two ranges of pages.
  struct Pages {
    uint32_t range = 0;
    size_t stored = 0; // ids
  };

  void load(const store::Transaction& transaction, store::Table table);
  void load_runs(const store::Transaction& transaction, store::Table table);
  void load_unsealed(const store::Transaction& transaction, store::Table table);
  bool in_run(const store::Transaction& transaction, store::Table table, const Run& run,
              const MessageId& id, Millis since) const;
  void begin_to_seal();
  void seal_step(store::Transaction* transaction, store::Table table);
  void end_sealing(store::Transaction* transaction, store::Table table);
  void drop_expired(store::Transaction* transaction, store::Table table, Millis since);
  static void store_pages(store::Transaction* transaction, store::Table table, const OpenRun& run,
                          Pages* pages);

  bool is_loaded_ = false;
  OpenRun open_;
  Pages open_pages_, sealing_pages_;
  RunFilters filters_{kRunIds};
  RunSealer sealer_;
  std::deque<Run> runs_; // sealed, oldest first; their numbers are consecutive
  uint32_t next_run_ = 1;
};

} // namespace beckon::event
