// The quoted-printable encoding of RFC 2045.
#pragma once

#include <string>
#include <string_view>

namespace beckon::message {

// Any line ends in, CRLF out; lines of at most 76 characters; ends with CRLF unless empty. A dot
// that begins a line is encoded, so that no relay can mistake it for the end of the message.
void append_quoted_printable(std::string* out, std::string_view text);

} // namespace beckon::message
