#include "flow/schedule.h"

#include <algorithm>

namespace beckon::flow {

Millis Schedule::next_after(Millis after, const Zone& fallback) const {
  const Zone& zone = zone_ == nullptr ? fallback : *zone_;
  if (after >= kTimeCeiling) return kMillisMax;
  after = std::max(after, kTimeFloor);
  // What a gap of the last day left out may still come: its width is how far to look back.
  constexpr Millis kLongestGap = 26 * 3'600'000;
  const Millis gap =
      std::max<Millis>(zone.offset_at(after) - zone.offset_at(after - kLongestGap), 0);
  Millis best = kMillisMax;
  Millis local = pattern_->next_local(zone.to_local(after) - gap);
  // Around a gap a later time on the wall may come earlier.
  while (local != kMillisMax && (best == kMillisMax || local <= zone.to_local(best))) {
    const Millis at = zone.to_instant(local);
    if (at > after) best = std::min(best, at);
    local = pattern_->next_local(local);
  }
  return best > std::min(pattern_->last(), kTimeCeiling) ? kMillisMax : best;
}

ReadPattern read_schedule(std::string_view text) {
  const bool recurrence = text.find('=') != std::string_view::npos || text.starts_with("RRULE") ||
                          text.starts_with("DTSTART");
  return recurrence ? read_recurrence(text) : read_cron(text);
}

} // namespace beckon::flow
