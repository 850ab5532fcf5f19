// The states that conditions over messages know, and the events under which the engine keeps when a
// message reached one. Such an event stands in its name's chain only and has the properties of its
// send: template, campaign, flow, node, channel.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beckon::segment {

// Persistent: append only, never renumber.
enum class MessageState : uint8_t {
  sent = 0, // accepted by the provider
  delivered = 1,
  opened = 2,
  clicked = 3,
  bounced = 4,
  complained = 5,
  unsubscribed = 6,
  converted = 7,
};
inline constexpr std::array<std::string_view, 8> kMessageStates = {
    "sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "converted"};

// What a condition may ask of the send.
inline constexpr std::array<std::string_view, 5> kMessageProperties = {"template", "campaign",
                                                                       "flow", "node", "channel"};

// The state of that name; nothing when there is none.
inline std::optional<MessageState> find_message_state(std::string_view name) {
  for (size_t i = 0; i < kMessageStates.size(); ++i) {
    if (kMessageStates[i] == name) return static_cast<MessageState>(i);
  }
  return std::nullopt;
}
inline std::string_view message_state_name(MessageState state) {
  return kMessageStates[static_cast<size_t>(state)];
}

// A reserved name (selector.h), which no caller's event may have.
inline std::string message_event(std::string_view state) { return "\x01" + std::string(state); }

// The state that a reserved name stands for; nothing for other names.
inline std::optional<std::string_view> message_state(std::string_view event) {
  if (event.empty() || event.front() != '\x01') return std::nullopt;
  return event.substr(1);
}

} // namespace beckon::segment
