// Published flows by what starts them beside events and segments. Part of Definitions: immutable.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value.h"

namespace beckon::engine {

struct Flow;

class TriggerIndex {
 public:
  // Takes in a flow that is published, whatever its status.
  void add(const Flow& flow);

  // Flow numbers, ascending.
  const std::vector<uint32_t>& started_by_list(std::string_view list) const; // live ones
  const std::vector<uint32_t>& by_date() const { return dates_; }            // that keep dates: not
  const std::vector<uint32_t>& by_schedule() const { return schedules_; }    // archived
  // Those of by_date() whose dates may move by a change of these first-level traits.
  std::vector<uint32_t> dated_by(const schema::Value& traits) const;

 private:
  std::map<std::string, std::vector<uint32_t>, std::less<>> lists_, date_traits_;
  std::vector<uint32_t> dates_, schedules_;
};

} // namespace beckon::engine
