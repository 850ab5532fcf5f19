// Messages as conditions see them: when a send reaches a state for the first time, an event of the
// profile is appended under a reserved name (segment/message_event.h). It stands in the chain of
// its name only, so that no timeline shows it; its row's offset is the number of the send, which
// has its properties.
#pragma once

#include "engine/send.h"
#include "schema/value.h"
#include "segment/message_event.h"

namespace beckon::engine {

// What conditions may ask of a message. Members that a send lacks are absent.
schema::Value message_properties(const SendRow& send);

// Whether the send has been in the state.
bool has_reached(const SendRow& send, segment::MessageState state);
// Notes that it is in the state; whether it is so for the first time.
bool note_state(SendRow* send, segment::MessageState state);
// The counter of messages like this one that have been in the state:
// "messages/<channel>/<template>/<flow>/<state>/<node>". Keys hold no "/"; nodes' may.
std::string message_counter(const SendRow& send, segment::MessageState state);
struct MessageCount {
  std::string_view channel, template_key, flow, state, node;
};
// Reads the name of such a counter back, without its "messages/".
MessageCount read_message_counter(std::string_view name);
// The names of all states it has been in, in their order.
schema::Value reached_states(const SendRow& send);

} // namespace beckon::engine
