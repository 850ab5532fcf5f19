// An e-mail as bytes: MIME with text and HTML, headers that cannot be injected into.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "message/attachment.h"

namespace beckon::message {

struct Email {
  std::string from;     // "Shop <hello@shop.example>" or a bare address
  std::string reply_to; // may be empty
  std::string to;       // bare address
  std::string subject;
  std::string text;       // derived from html when empty
  std::string html;       // may be empty
  std::string message_id; // without brackets: "<key>@<domain>"
  Millis date = 0;
  std::string unsubscribe_url;                              // empty: no List-Unsubscribe headers
  std::vector<std::pair<std::string, std::string>> headers; // further ones
  Attachments attachments;
};

// CRLF line ends, ready for SMTP DATA (no dot-stuffing) and for an .eml file. Deterministic: the
// boundary derives from message_id. Throws invalid_request when a header-bound field holds a
// control character or when an address is unusable.
std::string compose(const Email& email);

// The address inside "Name <a@b>" or the text itself.
std::string bare_address(std::string_view mailbox);
// The name before it, without quotes; "" when there is none.
std::string display_name(std::string_view mailbox);
// Readable text of an HTML part: tags dropped, links kept as "text (url)", entities decoded.
std::string text_from_html(std::string_view html);

} // namespace beckon::message
