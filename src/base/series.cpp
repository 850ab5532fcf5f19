#include "base/series.h"

#include <algorithm>
#include <utility>

namespace beckon {

void Series::clear() {
  std::vector<SeriesEntry> room = std::move(kept);
  room.clear();
  *this = Series();
  kept = std::move(room);
}

void Series::count(const SeriesEntry& entry) {
  if (has_numbers) {
    sum += entry.value;
    min = total == 0 ? entry.value : std::min(min, entry.value);
    max = total == 0 ? entry.value : std::max(max, entry.value);
  }
  ++total;
}

void Series::add(const SeriesEntry& entry) {
  count(entry);
  // Older than one that is left out: its place is behind all that are kept.
  if (!complete && entry.at < left_out) return;
  const auto place = std::partition_point(
      kept.begin(), kept.end(), [&](const SeriesEntry& other) { return other.at > entry.at; });
  kept.insert(place, entry);
}

void Series::trim(size_t newest, Millis since, size_t limit) {
  size_t size = kept.size();
  while (size > limit || (size > newest && kept[size - 1].at < since)) --size;
  cut(size);
}

void Series::cut(size_t size) {
  if (size >= kept.size()) return;
  left_out = kept[size].at;
  complete = false;
  kept.resize(size);
}

} // namespace beckon
