// Composing an e-mail of any fields: it is refused, or its bytes have the form of one and the
// header fields of its author. The input is fields parted by the byte 0x1e: from, to, reply_to,
// subject, message id, unsubscribe link, a header's name and value, a file's name, type, id and
// content, text, HTML.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "fuzz/entry.h"
#include "message/dkim.h"
#include "message/email.h"

namespace {

using beckon::fuzz::demand;
using beckon::message::Email;

class Fields {
 public:
  explicit Fields(std::string_view rest) : rest_(rest) {}
  // `otherwise` for a field that is not there, so that short inputs get far.
  std::string next(std::string_view otherwise) {
    if (done_) return std::string(otherwise);
    const size_t end = rest_.find('\x1e');
    const std::string field(rest_.substr(0, end));
    done_ = end == std::string_view::npos;
    if (!done_) rest_.remove_prefix(end + 1);
    return field == "*" ? std::string(otherwise) : field;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

Email email_of(std::string_view input) {
  Fields fields(input);
  Email email;
  email.from = fields.next("Shop <a@shop.example>");
  email.to = fields.next("b@example.org");
  email.reply_to = fields.next("");
  email.subject = fields.next("s");
  email.message_id = fields.next("k@shop.example");
  email.unsubscribe_url = fields.next("");
  const std::string name = fields.next("");
  const std::string value = fields.next("");
  if (!name.empty()) email.headers = {{name, value}};
  const std::string file = fields.next("");
  const std::string type = fields.next("image/png"), id = fields.next(""), bytes = fields.next("x");
  if (!file.empty()) {
    email.attachments = std::make_shared<const std::vector<beckon::message::Attachment>>(
        std::vector<beckon::message::Attachment>{{file, type, bytes, id}});
  }
  email.text = fields.next("text");
  email.html = fields.next("<p>html</p>");
  return email;
}

// Names of the header fields, in order; folded lines belong to the field before.
std::vector<std::string> names_of(std::string_view header) {
  std::vector<std::string> names;
  while (!header.empty()) {
    const size_t end = header.find("\r\n");
    const std::string_view line = header.substr(0, end);
    if (!line.empty() && line.front() != ' ' && line.front() != '\t') {
      names.emplace_back(line.substr(0, line.find(':')));
    }
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 2);
  }
  return names;
}

std::vector<std::string> wanted_names(const Email& email) {
  std::vector<std::string> names = {"Date", "From", "To"};
  if (!email.reply_to.empty()) names.emplace_back("Reply-To");
  names.emplace_back("Subject");
  names.emplace_back("Message-ID");
  if (!email.unsubscribe_url.empty()) {
    names.emplace_back("List-Unsubscribe");
    names.emplace_back("List-Unsubscribe-Post");
  }
  for (const auto& [name, value] : email.headers) names.push_back(name);
  names.emplace_back("MIME-Version");
  names.emplace_back("Content-Type");
  const bool single = email.html.empty() && email.attachments == nullptr;
  if (single) names.emplace_back("Content-Transfer-Encoding");
  return names;
}

void check_lines(std::string_view message) {
  size_t line = 0;
  for (size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    demand(static_cast<unsigned char>(c) < 0x80 && c != '\0', "a message is ASCII");
    if (c == '\r') demand(message.substr(i, 2) == "\r\n", "a CR has its LF");
    if (c == '\n') demand(i > 0 && message[i - 1] == '\r', "an LF has its CR");
    line = c == '\n' ? 0 : line + 1;
    demand(line <= 999, "a line has at most 998 octets and its CR");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const Email email = email_of(input);
  std::string message;
  try {
    message = beckon::message::compose(email);
  } catch (const beckon::Error& error) {
    demand(error.code() == beckon::Code::invalid_request ||
               error.code() == beckon::Code::limit_exceeded,
           "what cannot be a message is refused as input", error.message());
    return 0;
  }
  check_lines(message);
  const size_t end = message.find("\r\n\r\n");
  demand(end != std::string::npos, "a header ends");
  demand(names_of(std::string_view(message).substr(0, end + 2)) == wanted_names(email),
         "the fields are those of the author", message.substr(0, end));
  demand(beckon::message::compose(email) == message, "composing is deterministic");
  const std::string body = beckon::message::relaxed_body(message.substr(end + 4));
  demand(beckon::message::relaxed_body(body) == body, "a canonical body is its own");
  return 0;
}
