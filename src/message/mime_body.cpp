#include "message/mime_body.h"

#include <algorithm>

#include "base/crypto.h"
#include "message/quoted_printable.h"
#include "message/utf8.h"

namespace beckon::message {
namespace {

void append_text_part(std::string* out, std::string_view type, std::string_view body) {
  *out += "Content-Type: ";
  *out += type;
  *out += "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
  append_quoted_printable(out, repaired_utf8(body));
}

// One layer of parts.
class Multipart {
 public:
  // "=_" can occur in neither quoted-printable text nor base64, so no part holds the boundary.
  Multipart(std::string* out, std::string_view subtype, const Email& email) : out_(out) {
    const std::string named = email.message_id + " " + std::string(subtype);
    const Digest digest = sha256(subtype == "alternative" ? email.message_id : named);
    boundary_ = "=_" + to_hex(as_text(digest).substr(0, 16));
    *out_ += "Content-Type: multipart/" + std::string(subtype) + ";\r\n boundary=\"" + boundary_ +
             "\"\r\n";
  }
  void begin_part() { *out_ += "\r\n--" + boundary_ + "\r\n"; }
  void end() { *out_ += "\r\n--" + boundary_ + "--\r\n"; }

 private:
  std::string* out_;
  std::string boundary_;
};

void append_alternative(std::string* out, const Email& email) {
  const std::string derived = email.text.empty() ? text_from_html(email.html) : std::string();
  const std::string& text = email.text.empty() ? derived : email.text;
  if (email.html.empty()) return append_text_part(out, "text/plain", text);
  Multipart parts(out, "alternative", email);
  parts.begin_part();
  append_text_part(out, "text/plain", text);
  parts.begin_part(); // the richest form comes last
  append_text_part(out, "text/html", email.html);
  parts.end();
}

bool is_inline(const Attachment& attachment) { return !attachment.content_id.empty(); }

void append_files(std::string* out, Multipart* parts, const Email& email, bool inline_ones) {
  for (const Attachment& attachment : *email.attachments) {
    if (is_inline(attachment) != inline_ones) continue;
    parts->begin_part();
    append_attachment(out, attachment);
  }
}

void append_related(std::string* out, const Email& email) {
  const auto& files = *email.attachments;
  if (std::none_of(files.begin(), files.end(), is_inline)) return append_alternative(out, email);
  Multipart parts(out, "related", email);
  parts.begin_part();
  append_alternative(out, email);
  append_files(out, &parts, email, true);
  parts.end();
}

} // namespace

void append_body(std::string* out, const Email& email) {
  if (email.attachments == nullptr || email.attachments->empty()) {
    return append_alternative(out, email);
  }
  const auto& files = *email.attachments;
  if (std::all_of(files.begin(), files.end(), is_inline)) return append_related(out, email);
  Multipart parts(out, "mixed", email);
  parts.begin_part();
  append_related(out, email);
  append_files(out, &parts, email, false);
  parts.end();
}

} // namespace beckon::message
