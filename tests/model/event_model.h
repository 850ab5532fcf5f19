// What a profile did, and what became of the messages to it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "schema/value.h"

namespace beckon::model {

struct ModelEvent {
  std::string name;
  Millis at = 0;
  schema::Value properties;
};

// One message to the profile.
struct ModelMessage {
  schema::Value about; // {"template", "campaign", "flow", "node", "channel"}, those there are
  std::map<std::string, Millis> first; // "sent", "opened", … → when it first came to that
};

// `events` in the order in which they were journalled: of two at one instant the later is newer.
bool model_event_holds(const schema::Value& condition, const std::vector<ModelEvent>& events,
                       Millis now);
bool model_last_event_holds(const schema::Value& condition, const std::vector<ModelEvent>& events,
                            Millis now);
bool model_sequence_holds(const schema::Value& condition, const std::vector<ModelEvent>& events,
                          Millis now);
bool model_message_holds(const schema::Value& condition, const std::vector<ModelMessage>& messages,
                         Millis now);

} // namespace beckon::model
