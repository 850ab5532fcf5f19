// What an SMS that came in does, for every operation that learns of one.
#pragma once

#include <optional>
#include <string>

#include "engine/workspace.h"
#include "schema/value.h"

namespace beckon::engine {

enum class TextMeaning : uint8_t { none, stop, start, help };

struct InboundText {
  std::string from; // as the provider tells it
  std::string body;
  std::optional<TextMeaning> meaning; // as the provider understood it, when it did
  bool answered = false;              // the provider has answered already
  std::string message_id;             // by which a repetition is known; may be empty
};
struct TextAnswer {
  TextMeaning meaning = TextMeaning::none;
  bool changed = false;
  std::optional<std::string> reply;
  schema::Value consequences;
};

// STOP and START are recorded before this returns; an opt-out also on a full disk. Throws
// invalid_request for a number that is none.
TextAnswer receive_text(Workspace& workspace, const InboundText& text);

} // namespace beckon::engine
