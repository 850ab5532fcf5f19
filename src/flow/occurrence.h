// Something that may happen to a profile while an entry runs: an event as it is recorded, tied to
// the entry where wished, or a condition that becomes true. Exits, goals and waits speak of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "schema/value.h"
#include "segment/condition.h"
#include "segment/property_test.h"

namespace beckon::flow {

// The event of the record that is being applied. Borrows it.
struct Event {
  std::string_view name;
  const schema::Value& properties;
  Millis at = 0; // its own time
};

// {"event": "Order Placed", "where": […], "match": {"property": "cart_id", "equals":
// "entry.cart_id"}}: every test of `where` holds, and the two properties are equal.
struct EventMatch {
  std::string event;
  segment::Where where;
  std::optional<schema::Path> property, entry_property; // both or none
};

// An event when `condition` is null, else the condition.
struct Occurrence {
  EventMatch event;
  segment::ConditionPtr condition;
};

// Whether this event is meant. `entry_properties` are those of the event that started the entry.
// A match needs both values, equal in type and value; a missing or null one matches nothing.
bool matches(const EventMatch& wanted, const Event& event, const schema::Value& entry_properties);

} // namespace beckon::flow
