// Which properties of an event somebody asks for: live segments by their selectors, or flows, who
// may ask for any. What is never asked for is never taken out of the record.
//
// Thread safety: one thread uses it.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/recent.h"
#include "engine/definitions.h"
#include "engine/input.h"

namespace beckon::engine {

// By the definitions of one instant, remembered by name.
class EventReads {
 public:
  // Forgets all when the definitions are others.
  void follow(const DefinitionsPtr& definitions);
  // Of the track record that was just read; an empty object when nothing is asked for.
  // REQUIRES: definitions are followed
  schema::Value of(const InputReader& record);

 private:
  struct Wanted {
    bool all = false;
    std::vector<schema::Path> some; // first steps, each once
  };
  const Wanted& wanted(const std::string& event);

  DefinitionsPtr definitions_;
  std::unordered_map<std::string, Wanted, TextHash, std::equal_to<>> by_name_;
};

} // namespace beckon::engine
