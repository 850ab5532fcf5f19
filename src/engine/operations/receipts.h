// Receipts from whoever tells them: a caller, or a provider's webhook.
#pragma once

#include <optional>
#include <string_view>

#include "engine/workspace.h"
#include "segment/message_event.h"

namespace beckon::engine {

struct Receipt {
  uint64_t send = 0; // number
  segment::MessageState state = segment::MessageState::delivered;
  std::optional<Millis> at;
  bool machine = false; // of an open or a click
  bool hard = false;    // of a bounce: for good
  bool blocked = false; // of a bounce: not about the address
};

// A bounce for good, a complaint and an unsubscribe are opt-outs: they go through on a full disk
// too. Throws not_found, and conflict for a message that has not left.
Answer submit_receipt(Workspace& workspace, const Receipt& receipt);

// The same for what others tell, who may know more or less than we do: whether it was news, or
// known, or about a message that has not left.
enum class Told : uint8_t { news, known, unknown };
Told tell_receipt(Workspace& workspace, const Receipt& receipt);
// The number of the send with that key, in hex.
std::optional<uint64_t> find_send(const Reader& reader, std::string_view send_key);

} // namespace beckon::engine
