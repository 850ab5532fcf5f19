// Rows about flows: one run of a profile through a flow, and the list of a profile's runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class EntryState : uint8_t { active = 0, completed = 1, exited = 2 };
std::string_view state_name(EntryState state);

struct EntryRow {
  uint64_t number = 0;
  uint32_t flow = 0, version = 0, profile = 0;
  EntryState state = EntryState::active;
  uint32_t visit = 0; // nodes passed
  Millis started_at = 0, arrived_at = 0, ended_at = 0;
  Millis wake_at = 0;          // of the timer it waits for; 0: none
  uint64_t timer = 0;          // sequence of that timer
  Millis exit_at = 0;          // of the timer for its exit conditions; 0: none
  uint64_t exit_timer = 0;     // sequence of that timer
  uint64_t trigger_offset = 0; // journal offset of the event that started it; 0: none
  std::string node;            // where it stands, or stood last
  std::string reason;          // how it ended
  std::string entry_key;       // of concurrent_by_key
};
std::string encode(const EntryRow& entry);
EntryRow decode_entry(uint64_t number, std::string_view bytes);

// A profile's entries in one flow, oldest first. Ended ones are kept as far as a rule of re-entry
// may ask for them.
struct Run {
  uint64_t entry = 0;
  Millis started_at = 0;
  bool active = false;
  std::string entry_key;
};
std::string encode(const std::vector<Run>& runs);
std::vector<Run> decode_runs(std::string_view bytes);
// Forgets ended runs that no rule of re-entry can ask for any more.
void prune(std::vector<Run>* runs);

} // namespace beckon::engine
