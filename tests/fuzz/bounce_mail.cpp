// Any bytes as a mail in the mailbox of bounces: it is a report of a kind that can be shown, or
// none.
#include "message/bounce_mail.h"
#include "base/limits.h"
#include "fuzz/entry.h"
#include "message/mail_reader.h"
#include "message/utf8.h"

namespace beckon::fuzz {
namespace {

bool is_shown(const std::string& text) {
  return message::repaired_utf8(text) == text && text.find('\n') == std::string::npos;
}

// Parts lie within their whole, no deeper and no more than the limits say.
size_t check_part(const message::MailPart& part, size_t depth) {
  demand(depth <= limits::mail_depth, "parts nest no deeper than the limit");
  demand(part.fields.size() <= limits::mail_fields, "no more fields than the limit");
  size_t count = part.parts.size();
  for (const message::MailPart& inner : part.parts) {
    const bool within =
        inner.body.data() >= part.body.data() &&
        inner.body.data() + inner.body.size() <= part.body.data() + part.body.size();
    demand(within, "a part lies within its whole");
    count += check_part(inner, depth + 1);
  }
  part.content();
  return count;
}

} // namespace
} // namespace beckon::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace beckon;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const message::MailPart mail = message::read_mail(bytes);
  fuzz::demand(fuzz::check_part(mail, 0) <= limits::mail_parts, "no more parts than the limit");
  const auto report = message::read_bounce_mail(bytes);
  if (!report) return 0;
  fuzz::demand(fuzz::is_shown(report->reason), "a reason can be shown", report->reason);
  fuzz::demand(fuzz::is_shown(report->recipient), "a recipient can be shown", report->recipient);
  fuzz::demand(report->reason.size() <= 4 * limits::bounce_reason_bytes, "a reason is short");
  return 0;
}
