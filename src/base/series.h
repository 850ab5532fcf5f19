// Times and values of some of a profile's events, newest first: what conditions over events are
// answered from, and what the hot row remembers of them. Plain data, exact in any order of arrival.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.h"

namespace beckon {

__extension__ typedef __int128 Int128;

struct SeriesEntry {
  Millis at = 0;     // the event's own time
  int64_t value = 0; // what its selector keeps of it (segment/selector.h); 0 when nothing
  bool operator==(const SeriesEntry&) const = default;
};

struct Series {
  uint64_t total = 0; // events, whatever their time
  // Over the values of all of them; kept when the selector's values are numbers.
  bool has_numbers = false;
  Int128 sum = 0;
  int64_t min = 0, max = 0; // meaningless while total is 0
  // The first of them in order: newest time first, of equal times the one journalled later first.
  std::vector<SeriesEntry> kept;
  bool complete = true; // kept holds all of them
  Millis left_out = 0;  // unless complete: the newest time of one that is not kept
  bool operator==(const Series&) const = default;

  // As a new one, but for the room of what was kept.
  void clear();
  // Moves the totals alone.
  void count(const SeriesEntry& entry);
  // Counts one more event, the one journalled last, in its place: late events too.
  void add(const SeriesEntry& entry);
  // Drops from the end what is neither among the `newest` newest nor as new as `since`, and what is
  // more than `limit` in all.
  void trim(size_t newest, Millis since, size_t limit);
  // Drops all that is kept beyond this many.
  void cut(size_t size);
  // Whether `newest` of the newest are kept, and all that are as new as `since`.
  bool reaches(size_t newest, Millis since) const {
    return complete || (kept.size() >= newest && left_out < since);
  }
};

} // namespace beckon
