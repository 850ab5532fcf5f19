// Makes of a full run what is kept of it: its ids in order, in buckets by the top bits of the hash,
// and a filter. Step by step, so that no caller waits for all of it; meanwhile the ids are found in
// the run as it was.
//
// Thread safety: the writer only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event/open_run.h"
#include "event/run_filters.h"

namespace beckon::event {

class RunSealer {
 public:
  static constexpr size_t kBuckets = 1 << 11;
  static size_t bucket_of(const MessageId& id) { return static_cast<size_t>(id.high >> 53); }
  static RunFilters::Key filter_key(const MessageId& id) { return {id.high, id.rest >> 48}; }

  // Takes the ids of a full run, and gives the room of the one before for them. The run's filter is
  // built among `filters`. REQUIRES: nothing is under way.
  void begin(uint32_t number, OpenRun* full, RunFilters* filters);
  void abandon() { is_under_way_ = false; }
  bool is_under_way() const { return is_under_way_; }
  uint32_t number() const { return number_; }
  const OpenRun& run() const { return run_; }

  // There are as many steps as it takes to gather the ids, a page of so many a step, and one a
  // bucket.
  size_t steps() const { return gathering_ + kBuckets; }
  size_t steps_done() const { return done_; }
  // The next one. True: `bucket` has `ids` now, in order of hash; false: none has.
  bool step(RunFilters* filters, uint32_t* bucket, std::vector<MessageId>* ids);
  // After the last: the filter as it is stored, and the newest arrival. The filters tell of the run
  // from now on, and nothing is under way any more.
  RunFilters::Filter finish(RunFilters* filters, Millis* newest_at);

 private:
  static constexpr size_t kGatheredAStep = 256;

  bool is_under_way_ = false;
  uint32_t number_ = 0;
  OpenRun run_;
  size_t gathering_ = 0, done_ = 0;
  std::vector<size_t> ends_, next_; // by bucket: where its ids begin (and the last end), are put
  std::vector<MessageId> gathered_;
  RunFilters::Filter filter_;
  Millis newest_at_ = kMillisMin;
};

} // namespace beckon::event
