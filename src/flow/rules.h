// The rules around an entry that are not nodes: may it start, must it end. Pure.
#pragma once

#include <optional>
#include <string>

#include "flow/definition.h"
#include "flow/node.h"

namespace beckon::flow {

// Why an entry ended: it ran off the end of the graph, met an exit node that gives no reason of
// its own, or met one of exit_when.
inline constexpr std::string_view kCompleted = "completed";
inline constexpr std::string_view kExited = "exited";
inline constexpr std::string_view kStopped = "stopped"; // by a stop_flow that gives no reason
inline constexpr std::string_view kExitCondition = "exit_when";
// A node failed and its policy says so; a node was full and leads nowhere else; it passed
// limits::entry_visits nodes.
inline constexpr std::string_view kError = "error", kMax = "max", kVisits = "visits";
// Its profile was merged into one that an older entry was running for, or was erased.
inline constexpr std::string_view kMerged = "merged";
inline constexpr std::string_view kErased = "erased";
// A new version of the flow was published that has no place for it.
inline constexpr std::string_view kMigration = "migration";

// What is known of a profile's earlier runs through the flow (all versions), for one entry key.
struct History {
  bool active = false;                // an entry (of this key, for concurrent_by_key) is running
  std::optional<Millis> newest_start; // of any entry of that flow (and key), running or ended
};
// Why a start is refused, or empty when it may start: "active" while an entry is running,
// "reentry" when the policy refuses another one. `now` is the trigger's time.
std::string refusal(const Definition& definition, const History& history, Millis now);

// The entry key of a trigger event: the text of the property at entry_key (a string as it is,
// numbers and booleans as JSON); "" when the flow has none, or the event lacks it or holds a null,
// an array or an object there.
std::string entry_key_of(const Definition& definition, const schema::Value& trigger_properties);

} // namespace beckon::flow
