// Rows about flows: one run of a profile through a flow, and the list of a profile's runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class EntryState : uint8_t { active = 0, completed = 1, exited = 2 };
std::string_view state_name(EntryState state);

// What an active entry stays at its node for. Persistent: append only, never renumber.
enum class Stay : uint8_t {
  node = 0,  // the node said so: for an instant, for what it listens to, or for both
  gate = 1,  // its place at a gate
  retry = 2, // the node's next try
  send = 3,  // the send of this visit is to be settled
};

// An arrival at a node and what came of it there. A try that is repeated is a visit of its own;
// moving to another version is one too, with the old time of arrival where the entry stayed at its
// node.
struct Visit {
  uint32_t version = 0, node = 0; // node: flow::Place::index in that version
  Millis arrived_at = 0;
  bool failed = false, converted = false;
  uint64_t send = 0; // 0: none was made there
  bool operator==(const Visit&) const = default;
};

// An arm of an experiment that the entry took.
struct Arm {
  std::string experiment, variant;
  Millis at = 0;
  uint32_t visit = 0;  // at which it was taken: place in the path
  uint8_t reached = 0; // metrics that the entry has reached since (experiments.h)
  bool operator==(const Arm&) const = default;
};

// How often the entry has come to a node that counts.
struct Passes {
  std::string node;
  uint32_t count = 0;
  bool operator==(const Passes&) const = default;
};

struct EntryRow {
  uint64_t number = 0;
  uint32_t flow = 0, version = 0, profile = 0;
  EntryState state = EntryState::active;
  Stay stay = Stay::node;
  uint32_t retries = 0; // tries at this node that were repeated
  uint32_t depth = 0;   // how many starts of entries led to it, one causing the next
  Millis started_at = 0, ended_at = 0;
  Millis converted_at = 0;       // 0: the goal has not been reached
  Millis wake_at = 0;            // when it wants to be woken; 0: by no instant
  uint64_t timer = 0;            // sequence of the timer for it; 0 also while its flow is paused
  Millis watch_at = 0;           // of the timer for conditions of exits and of the goal; 0: none
  uint64_t watch_timer = 0;      // sequence of that timer
  uint64_t trigger_offset = 0;   // where the properties of what started it are; 0: it had none
  std::string node;              // key of where it stands, or stood last
  std::optional<std::string> to; // paused: where it goes on resume ("": to the end)
  std::string reason;            // how it ended
  std::string entry_key;         // of concurrent_by_key
  std::vector<Visit> path;       // all its visits, in order; the last is where it stands
  std::vector<Arm> arms;         // in order of taking
  std::vector<Passes> passes;    // of nodes with a `max`

  Millis arrived_at() const { return path.empty() ? started_at : path.back().arrived_at; }
  // How many visits there were before this one: part of the send key.
  uint32_t visit() const { return path.empty() ? 0 : static_cast<uint32_t>(path.size()) - 1; }
};
std::string encode(const EntryRow& entry);
EntryRow decode_entry(uint64_t number, std::string_view bytes);

// A profile's entries in one flow, oldest first. Ended ones are kept as far as a rule of re-entry
// may ask for them, or their goal may still be reached.
struct Run {
  uint64_t entry = 0;
  Millis started_at = 0;
  bool active = false;
  std::string entry_key;
  Millis goal_until = 0; // of an ended one whose goal counts until then; 0: it counts no more
  bool operator==(const Run&) const = default;
};
std::string encode(const std::vector<Run>& runs);
std::vector<Run> decode_runs(std::string_view bytes);
// Forgets ended runs that nothing can ask for any more.
void prune(std::vector<Run>* runs, Millis now);

} // namespace beckon::engine
