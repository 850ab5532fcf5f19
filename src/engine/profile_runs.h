// The entries of one profile while a record changes them: a row is read when first asked for and
// stored once, at the end.
//
// Thread safety: the writer thread only. References stay valid until save(). Nobody else may write
// these rows between the first asking and save().
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/entry.h"

namespace beckon::engine {

class State;

class ProfileRuns {
 public:
  ProfileRuns(State* state, uint32_t profile) : state_(state), profile_(profile) {}

  // Numbers of the flows that the profile has runs in, ascending.
  const std::vector<uint32_t>& flows();
  // In that flow, oldest first.
  const std::vector<Run>& of(uint32_t flow) { return load(flow).runs; }
  std::vector<Run>& edit(uint32_t flow);
  // Throws corrupt when there is no such entry.
  const EntryRow& entry(uint64_t number) { return held(number).row; }
  EntryRow& edit_entry(uint64_t number);
  EntryRow& add(EntryRow entry);
  void save();

 private:
  struct HeldRuns {
    std::vector<Run> runs;
    bool changed = false;
  };
  struct HeldEntry {
    EntryRow row;
    bool changed = false;
  };
  HeldRuns& load(uint32_t flow);
  HeldEntry& held(uint64_t number);

  State* state_;
  uint32_t profile_;
  bool knows_flows_ = false;
  std::vector<uint32_t> flows_;
  std::map<uint32_t, HeldRuns> runs_;
  std::map<uint64_t, HeldEntry> entries_;
};

} // namespace beckon::engine
