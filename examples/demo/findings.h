// What the workspace holds at the end, read back from it.
#pragma once

#include <array>
#include <beckon/beckon.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "definitions.h"

namespace demo {

struct Totals {
  uint64_t profiles = 0;
  uint64_t purchases = 0;
  int64_t cents = 0;
  bool operator==(const Totals&) const = default;
};
// Of the whole CDNOW data.
inline constexpr Totals kCdnow = {23'570, 69'659, 250'031'563};

struct FlowFindings {
  std::map<std::string, uint64_t> entries; // by state
  std::map<std::string, uint64_t> sends;   // by state
};

struct Findings {
  Totals totals;
  std::array<FlowFindings, kFlows.size()> flows;
  std::map<std::string, uint64_t> exclusions; // by reason
  std::vector<std::string> broken;            // what verify found
  std::string state_hash;
};

// Purchases and revenue are summed over the timelines of all profiles.
Findings look(beckon::Engine& shop);

// Why somebody is in each segment, or is not.
struct Explained {
  std::string customer;           // "" when nobody is in any segment
  std::vector<std::string> lines; // "big-spenders: holds, …" and the evidence beneath
};
// Chooses somebody of the last segment who is in as many of the others as can be had.
Explained explain_one(beckon::Engine& shop);

} // namespace demo
