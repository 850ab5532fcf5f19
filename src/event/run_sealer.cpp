#include "event/run_sealer.h"

#include <algorithm>
#include <utility>

namespace beckon::event {

void RunSealer::begin(uint32_t number, OpenRun* full, RunFilters* filters) {
  number_ = number;
  std::swap(run_, *full);
  full->clear();
  is_under_way_ = true;
  done_ = 0;
  gathering_ = (run_.size() + kGatheredAStep - 1) / kGatheredAStep;
  ends_.assign(kBuckets + 1, 0);
  for (const MessageId& id : run_.ids()) ++ends_[bucket_of(id) + 1];
  for (size_t i = 0; i < kBuckets; ++i) ends_[i + 1] += ends_[i];
  next_.assign(ends_.begin(), ends_.end() - 1);
  gathered_.resize(run_.size());
  filter_ = filters->empty();
  newest_at_ = kMillisMin;
  filters->begin();
}

bool RunSealer::step(RunFilters* filters, uint32_t* bucket, std::vector<MessageId>* ids) {
  const size_t step = done_++;
  if (step < gathering_) {
    const size_t last = std::min((step + 1) * kGatheredAStep, run_.size());
    for (size_t i = step * kGatheredAStep; i < last; ++i) {
      const MessageId& id = run_.ids()[i];
      gathered_[next_[bucket_of(id)]++] = id;
    }
    filters->prepare(step, gathering_);
    return false;
  }
  const size_t number = step - gathering_;
  const auto at = [&](size_t index) {
    return gathered_.begin() + static_cast<std::ptrdiff_t>(index);
  };
  ids->assign(at(ends_[number]), at(ends_[number + 1]));
  std::sort(ids->begin(), ids->end(), [](const MessageId& a, const MessageId& b) {
    return a.high != b.high ? a.high < b.high : a.rest < b.rest;
  });
  for (const MessageId& id : *ids) {
    newest_at_ = std::max(newest_at_, id.arrival());
    filters->add_to(&filter_, filter_key(id));
    filters->build(filter_key(id));
  }
  *bucket = static_cast<uint32_t>(number);
  return !ids->empty();
}

RunFilters::Filter RunSealer::finish(RunFilters* filters, Millis* newest_at) {
  filters->end(number_);
  is_under_way_ = false;
  *newest_at = newest_at_;
  return std::exchange(filter_, {});
}

} // namespace beckon::event
