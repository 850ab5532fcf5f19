// Receipts from whoever tells them: a caller, or a provider's webhook.
#pragma once

#include <optional>

#include "engine/workspace.h"
#include "segment/message_event.h"

namespace beckon::engine {

struct Receipt {
  uint64_t send = 0; // number
  segment::MessageState state = segment::MessageState::delivered;
  std::optional<Millis> at;
  bool machine = false; // of an open or a click
  bool hard = false;    // of a bounce
};

// A bounce for good, a complaint and an unsubscribe are opt-outs: they go through on a full disk
// too. Throws not_found, and conflict for a message that has not left.
Answer submit_receipt(Workspace& workspace, const Receipt& receipt);

} // namespace beckon::engine
