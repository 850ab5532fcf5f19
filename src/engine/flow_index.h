// From what happens to the flows that it starts, ends or moves: numbers of flows, ascending.
// Immutable once all flows are added.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace beckon::engine {

struct Flow;

class FlowIndex {
 public:
  // In order of their numbers. Live ones start entries; entries of the others still end and move.
  void add(const Flow& flow);

  const std::vector<uint32_t>& started_by_event(std::string_view event) const;
  const std::vector<uint32_t>& started_by_segment(std::string_view segment, bool entered) const;
  bool has_segment_triggers() const { return !by_entering_.empty() || !by_leaving_.empty(); }
  // Whose entries may end, convert or move by an event of that name.
  const std::vector<uint32_t>& hearing(std::string_view event) const;
  // The same, by any change of the profile.
  const std::vector<uint32_t>& watching() const { return watching_; }

 private:
  using ByName = std::map<std::string, std::vector<uint32_t>, std::less<>>;
  ByName by_event_, by_entering_, by_leaving_, hearing_;
  std::vector<uint32_t> watching_;
};

} // namespace beckon::engine
