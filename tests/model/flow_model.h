// The definition of what a flow does, as a slow simulator that is obviously right: one profile, one
// flow document, a list of events in order of time. It reads the JSON document itself and shares
// nothing with src/flow. Conditions are answered by the caller.
//
// Knows: event triggers, filter, exit_when (events with match, conditions), every re-entry policy,
// delay, split, message, update_profile, exit. REQUIRES: a document that parse_flow accepts; other
// triggers and nodes throw std::invalid_argument, as do events out of order.
//
// Time: a timer that is due strictly before an event fires before it; an event at a timer's very
// millisecond comes first. Timers due at one instant fire in the order in which their entries
// began. Order within an event: the profile learns it, entries leave by it, then it triggers. A
// condition exit holds at every instant: it is asked before each node, after each update, event and
// timer. An entry that begins while it holds ends before its first node. Where such a condition
// turns true by time alone, pass an event without a name at that instant, so that it is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::model {

struct FlowEvent {
  Millis at = 0;
  std::string name; // "": nothing happens but that conditions are asked
  schema::Value properties;
};

// The profile that walks. Answers as of all that was recorded and updated before the call.
class FlowProfile {
 public:
  virtual ~FlowProfile() = default;
  virtual void record(const FlowEvent& event) = 0;
  virtual void update(const schema::Value& traits, Millis now) = 0;
  virtual bool holds(const schema::Value& condition, Millis now) = 0;
};

struct FlowMessage {
  Millis at;
  std::string template_key, channel;
  size_t entry; // index into FlowRun::entries
  bool operator==(const FlowMessage&) const = default;
};

struct FlowEntry {
  Millis started_at;
  std::string key;                // entry key; "" without one
  std::optional<Millis> ended_at; // empty: still running
  std::string reason;             // "completed", an exit node's reason or "exited", "exit_when"
  std::string node;               // where it stands or stood last
  bool operator==(const FlowEntry&) const = default;
};

struct FlowRefusal {
  Millis at;
  std::string reason; // "active" or "reentry"
  bool operator==(const FlowRefusal&) const = default;
};

struct FlowRun {
  std::vector<FlowMessage> messages; // in the order in which they were decided
  std::vector<FlowEntry> entries;    // in the order in which they began
  std::vector<FlowRefusal> refusals;
};

// Runs through all events, then through the timers due at or before `until`.
FlowRun run_flow(const schema::Value& document, const std::vector<FlowEvent>& events, Millis until,
                 FlowProfile* profile);

} // namespace beckon::model
