#include "segment/bulk/event_column.h"

#include <algorithm>

namespace beckon::segment::bulk {

void EventStore::append(uint32_t profile, Millis at) {
  const size_t index = rows_ % kChunkRows;
  if (index == 0) slots_.push_back({std::make_shared<Rows>(), kMillisMax, kMillisMin});
  Slot& slot = slots_.back();
  slot.rows->profiles[index] = profile;
  slot.rows->times[index] = at;
  slot.earliest = std::min(slot.earliest, at);
  slot.latest = std::max(slot.latest, at);
  ++rows_;
}

EventColumn EventStore::view(size_t rows) const {
  EventColumn column;
  column.name_ = name_;
  column.rows_ = std::min(rows, rows_);
  for (size_t i = 0; i < chunks_for(column.rows_); ++i) {
    const Slot& slot = slots_[i];
    column.chunks_.push_back({slot.rows->profiles.data(), slot.rows->times.data(),
                              std::min(kChunkRows, column.rows_ - i * kChunkRows), slot.earliest,
                              slot.latest});
    column.owners_.push_back(slot.rows);
  }
  return column;
}

} // namespace beckon::segment::bulk
