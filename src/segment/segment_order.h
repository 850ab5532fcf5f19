// Segments that refer to segments: the order in which to evaluate them, and circles.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace beckon::segment {

struct SegmentOrder {
  std::vector<std::string> order; // every key, each after those that it uses
  // A circle "a" → "b" → "a" as {"a", "b", "a"}; empty when there is none. Then `order` is
  // complete.
  std::vector<std::string> cycle;
};

// `uses`: key of a segment → keys that its condition names (Dependencies::segments). Names that
// are no key of the map are passed over.
SegmentOrder order_segments(const std::map<std::string, std::vector<std::string>>& uses);

} // namespace beckon::segment
