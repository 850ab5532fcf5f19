// Two runs over the same past held against each other, by profile and message: the n-th message of
// a channel and template to a profile in the one is the n-th in the other.
#pragma once

#include <vector>

#include "engine/simulation/findings.h"

namespace beckon::engine {

struct Comparison {
  uint64_t same = 0;       // at the same instant with the same result
  uint64_t moved = 0;      // at another instant, with the same result
  uint64_t other = 0;      // with another result
  uint64_t only_draft = 0; // decided by the draft alone
  uint64_t only_live = 0;  // decided by the live version alone
  // All but the same, by profile, then message; up to limits::simulation_rows.
  std::vector<schema::Value> changes;
};

Comparison compare(const Findings& draft, const Findings& live);

} // namespace beckon::engine
