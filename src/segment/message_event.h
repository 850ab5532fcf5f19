// The states that conditions over messages know, and the events under which the engine keeps when a
// message reached one. Such an event stands in its name's chain only and has the properties of its
// send: template, campaign, flow, node, channel.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace beckon::segment {

inline constexpr std::array<std::string_view, 8> kMessageStates = {
    "sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "converted"};

// What a condition may ask of the send.
inline constexpr std::array<std::string_view, 5> kMessageProperties = {"template", "campaign",
                                                                       "flow", "node", "channel"};

// A reserved name (selector.h), which no caller's event may have.
inline std::string message_event(std::string_view state) { return "\x01" + std::string(state); }

// The state that a reserved name stands for; nothing for other names.
inline std::optional<std::string_view> message_state(std::string_view event) {
  if (event.empty() || event.front() != '\x01') return std::nullopt;
  return event.substr(1);
}

} // namespace beckon::segment
