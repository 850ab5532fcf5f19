// Files that go along with an e-mail.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

namespace beckon::message {

struct Attachment {
  std::string name;         // as the recipient sees it; any characters but controls and slashes
  std::string content_type; // "application/pdf"
  std::string bytes;
  std::string content_id; // with one it stands inside the HTML, as <img src="cid:…">; may be empty
};
// Shared by all messages of a template. Null: none.
using Attachments = std::shared_ptr<const std::vector<Attachment>>;

// Appends what is wrong with a name, type or content id; the pointers are below `pointer`.
void check_attachment(const Attachment& attachment, const std::string& pointer, Issues* issues);

// Appends the MIME part: its header fields, the names as RFC 2231 has them, an empty line and the
// content in base64.
void append_attachment(std::string* out, const Attachment& attachment);

} // namespace beckon::message
