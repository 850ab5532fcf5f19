// What somebody should look at: of a target, and of the messages themselves.
#pragma once

#include <string>
#include <vector>

#include "engine/reader.h"
#include "engine/sync/rows.h"

namespace beckon::engine {

struct SyncAlert {
  std::string target; // key; "": of the workspace
  std::string code;   // "queue" "failures" "lag" "slow" "failed" "failed_old" "dropped" …
  std::string message;
  double value = 0, threshold = 0;
};

// How old the oldest item is that is not settled; 0 when all are.
Millis sync_lag(const Reader& reader, uint32_t target, Millis now);
// Of one target.
std::vector<SyncAlert> sync_alerts(const Reader& reader, const SyncTarget& target, Millis now);
// Of the workspace: how many of those who were written to unsubscribed.
std::vector<SyncAlert> message_alerts(const Reader& reader, Millis now);

} // namespace beckon::engine
