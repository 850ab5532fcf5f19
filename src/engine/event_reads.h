// Which properties of an event somebody asks for: live segments by their selectors, or flows, who
// may ask for any. What is never asked for is never taken out of the record.
//
// Immutable; thread safety: concurrent reads, but for EventReads, which one thread uses.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/recent.h"
#include "engine/definitions.h"
#include "engine/input.h"
#include "segment/selector.h"

namespace beckon::engine {

// Adds the first steps to the properties that the selector looks at, each once.
void add_reads(const segment::Selector& selector, std::vector<schema::Path>* reads);

// Whether a flow may ask the event for any property.
bool flows_read(const FlowIndex& flows, std::string_view event);

// By the definitions of one instant, remembered by name.
class EventReads {
 public:
  explicit EventReads(DefinitionsPtr definitions) : definitions_(std::move(definitions)) {}
  // Of the track record that was just read; an empty object when nothing is asked for.
  schema::Value of(const InputReader& record);

 private:
  struct Wanted {
    bool all = false;
    std::vector<schema::Path> some;
  };
  const Wanted& wanted(const std::string& event);

  DefinitionsPtr definitions_;
  std::unordered_map<std::string, Wanted, TextHash, std::equal_to<>> by_name_;
};

} // namespace beckon::engine
