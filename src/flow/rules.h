// The rules around an entry that are not nodes: may it start, must it end. Pure.
#pragma once

#include <optional>
#include <string>

#include "flow/definition.h"
#include "flow/node.h"

namespace beckon::flow {

// What is known of a profile's earlier runs through the flow (all versions), for one entry key.
struct History {
  bool active = false;           // an entry (of this key, for concurrent_by_key) is running
  std::optional<Millis> newest_start; // of any entry of that flow (and key), running or ended
};
// Why a start is refused ("active", "reentry"), or empty when it may start.
std::string refusal(const Definition& definition, const History& history, Millis now);

// The entry key of a trigger event: the text of the property at entry_key; "" when the flow has
// none or the event lacks it.
std::string entry_key_of(const Definition& definition, const schema::Value& trigger_properties);

// Whether the exit is caused by this event. `properties` of the event that just happened,
// `entry_properties` of the event that started the entry.
bool exits_on_event(const Exit& exit, std::string_view event, const schema::Value& properties,
                    const schema::Value& entry_properties);

} // namespace beckon::flow
