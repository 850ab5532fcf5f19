// What a flow would have done had it been live in the past: the workspace's journal is told again
// to a scratch state, as it was until `from` and with the flow in question from then on, under the
// definitions of today. The fold, the nodes and the policy are the workspace's own; time is
// virtual; nothing is sent, and nothing of the workspace is written.
//
// Thread safety: any thread; the work is done on the caller's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/watch.h"
#include "engine/simulation/comparison.h"
#include "engine/simulation/findings.h"
#include "engine/workspace.h"

namespace beckon::engine {

struct SimulationQuestion {
  std::string key;                   // of the flow
  schema::Value document;            // what is tried under that key
  std::optional<Millis> from, to;    // absent: from the first record, to the present
  std::optional<schema::Value> live; // tried as well, and compared
};

struct Simulation {
  Millis from = 0, to = 0;
  uint64_t records = 0;              // of the journal, that were told
  std::vector<std::string> stood_in; // channels whose messages had no account and were let pass
  Totals totals;
  std::vector<schema::Value> messages, entries, refusals;
  struct Live {
    Totals totals;
    Comparison comparison;
  };
  std::optional<Live> live;
};

// Throws invalid_definition with all issues, invalid_request for a span that cannot be told,
// cancelled, conflict when somebody is erased meanwhile, disk_full, busy when
// limits::simulations_running of them run already.
Simulation simulate(Workspace& workspace, const SimulationQuestion& question, const Watch& watch);

} // namespace beckon::engine
