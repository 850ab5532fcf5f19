// The body of an e-mail: text, HTML and files as parts of parts.
#pragma once

#include <string>

#include "message/email.h"

namespace beckon::message {

// Appends Content-Type and what follows it, to the end of the message:
//   mixed( related( alternative( text, HTML ), inline files ), attached files )
// with only those of the layers that are needed. Deterministic: boundaries derive from message_id.
void append_body(std::string* out, const Email& email);

} // namespace beckon::message
