// Two flows as marketers write them, and what they would have done, found out in the plainest way:
// one profile after the other, without a word of Beckon.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bench {

// One thing that somebody did, at the time at which it was recorded.
struct Deed {
  uint32_t person = 0;
  int64_t at = 0;
  bool checkout = false, order = false;
};

struct Expected {
  uint64_t started = 0, refused = 0, sent = 0, active = 0;
  bool operator==(const Expected&) const = default;
};

struct DraftFlow {
  std::string name;
  std::string definition; // JSON
  // By the deeds of one person in order, up to and including `to`.
  Expected (*expect)(const std::vector<Deed>& deeds, int64_t to);
};

// An hour after a checkout without an order; 30 days, or 90, after an order without another.
DraftFlow abandoned_cart();
DraftFlow win_back_30();
DraftFlow win_back_90();

// Over everybody: `deeds` in order of record.
Expected expect(const DraftFlow& flow, const std::vector<Deed>& deeds, int64_t to);

} // namespace bench
