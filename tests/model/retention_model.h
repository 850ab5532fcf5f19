// What retention leaves of the events: the rules by name, as settings write them, and what was gone
// under the rules before, which does not come back.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/event_model.h"

namespace beckon::model {

class ModelRetention {
 public:
  // Name, or what names begin with ("Order*") → "90d", "1mo" or "forever".
  using Rules = std::map<std::string, std::string>;

  // From `now` on these rules hold. `known`: the names of all events there have been.
  void change(const Rules& rules, const std::set<std::string>& known, Millis now);
  bool keeps(const ModelEvent& event, Millis now) const;
  std::vector<ModelEvent> kept(const std::vector<ModelEvent>& events, Millis now) const;

 private:
  struct Former {
    Rules rules;
    std::set<std::string> known;
    Millis until = 0;
  };
  std::vector<Former> former_;
  Rules rules_;
};

} // namespace beckon::model
