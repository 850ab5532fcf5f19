#include "engine/message_events.h"

namespace beckon::engine {

using segment::MessageState;

schema::Value message_properties(const SendRow& send) {
  schema::Value properties = schema::Value::object();
  const auto set_text = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) properties.set(name, text);
  };
  set_text("template", send.template_key);
  set_text("flow", send.flow);
  set_text("node", send.node);
  set_text("channel", send.channel);
  return properties;
}

bool has_reached(const SendRow& send, MessageState state) {
  return (send.reached >> static_cast<unsigned>(state) & 1U) != 0;
}

bool note_state(SendRow* send, MessageState state) {
  if (has_reached(*send, state)) return false;
  send->reached |= 1U << static_cast<unsigned>(state);
  return true;
}

std::string message_counter(const SendRow& send, MessageState state) {
  std::string name = "messages";
  for (const std::string& part : {send.channel, send.template_key, send.flow,
                                  std::string(message_state_name(state)), send.node}) {
    name += '/';
    name += part;
  }
  return name;
}

MessageCount read_message_counter(std::string_view name) {
  MessageCount count;
  for (std::string_view* part : {&count.channel, &count.template_key, &count.flow, &count.state}) {
    const size_t end = name.find('/');
    *part = name.substr(0, end);
    name.remove_prefix(end == std::string_view::npos ? name.size() : end + 1);
  }
  count.node = name;
  return count;
}

schema::Value reached_states(const SendRow& send) {
  schema::Value names = schema::Value::array();
  for (size_t i = 0; i < segment::kMessageStates.size(); ++i) {
    if (has_reached(send, static_cast<MessageState>(i))) {
      names.push_back(segment::kMessageStates[i]);
    }
  }
  return names;
}

} // namespace beckon::engine
