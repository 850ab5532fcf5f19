// Computed traits: what a workspace derives of a profile's events, under a name. A definition is
//
//   {"event": "Order Placed", "where": […], "function": "sum", "property": "total", "within":
//   "30d"}
//
// with the events of a condition (event, where, window) and one of the functions count, sum, min,
// max, average, first, last, most_frequent and unique. Nothing is stored of it: the value follows
// from the events, and a condition over it, {"computed": "revenue_30d", "gte": 100}, is the
// condition over the events that asks the same, so it shares their series and turns at the same
// instants. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/condition.h"
#include "segment/event_reader.h"

namespace beckon::segment {

enum class ComputedFunction : uint8_t {
  count,
  sum,
  min,
  max,
  average,
  first,         // value of the property in the oldest event that has one
  last,          // in the newest
  most_frequent, // of equally frequent ones that which came last
  unique         // how many different values
};
std::string_view function_name(ComputedFunction function);
const std::vector<std::string_view>& function_names();

struct ComputedTrait {
  EventFilter filter;
  Window window;
  ComputedFunction function = ComputedFunction::count;
  std::optional<schema::Path> property; // of all but count
};

// The members that a definition may have.
const std::vector<std::string_view>& computed_members();
// Appends every issue; nothing then.
std::optional<ComputedTrait> parse_computed(const schema::Value& definition,
                                            std::string_view pointer, Issues* issues);

// The events that the value is made of: they have the property, where one is asked for.
Selector computed_selector(const ComputedTrait& trait);
// One of those events, with its properties.
struct ComputedEvent {
  Millis at = 0;
  uint64_t order = 0;  // in the journal, among events of equal times
  schema::Value value; // of the property
};
// The value over the events that computed_selector() picks, in any order; null when it is missing.
schema::Value compute(const ComputedTrait& trait, const std::vector<ComputedEvent>& events,
                      Millis now);

} // namespace beckon::segment
