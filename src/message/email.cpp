#include "message/email.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ascii.h"
#include "base/error.h"
#include "base/limits.h"
#include "message/address.h"
#include "message/header_text.h"
#include "message/mime_body.h"
#include "message/utf8.h"

namespace beckon::message {
namespace {

constexpr size_t kLineLength = 78;
constexpr size_t kLongestWord = 900; // lines end at 998 octets, RFC 5322 2.1.1

// Fields that compose() writes itself, or that would add recipients.
constexpr std::array<std::string_view, 13> kOwnFields = {"bcc",
                                                         "cc",
                                                         "content-transfer-encoding",
                                                         "content-type",
                                                         "date",
                                                         "from",
                                                         "list-unsubscribe",
                                                         "list-unsubscribe-post",
                                                         "message-id",
                                                         "mime-version",
                                                         "reply-to",
                                                         "subject",
                                                         "to"};

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A line break in a header-bound value would begin a header, or the body, of the sender's choice.
void check_header_text(std::string_view text, std::string_view pointer) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), control)) {
    fail_invalid("a header cannot hold a line break or another control character",
                 std::string(pointer), "remove it from the value, for example with | strip");
  }
  if (text.size() > limits::mail_header_bytes) {
    throw Error(Code::limit_exceeded,
                "a header is longer than " + std::to_string(limits::mail_header_bytes) +
                    " bytes (mail_header_bytes)",
                std::string(pointer));
  }
}

void check_address(std::string_view address, std::string_view pointer) {
  if (normalize_email(address) && trimmed(address) == address) return;
  fail_invalid(
      "\"" + repaired_utf8(address.substr(0, 300)) + "\" is no address that can be mailed to",
      std::string(pointer), "write name@domain, an international domain as xn--…");
}

struct Mailbox {
  std::string name, address;
};

// "Name <a@b>", "\"Na, me\" <a@b>", "<a@b>" or "a@b".
Mailbox parse_mailbox(std::string_view text) {
  text = trimmed(text);
  const size_t open = text.rfind('<');
  if (open == std::string_view::npos || text.back() != '>') return {"", std::string(text)};
  Mailbox mailbox;
  mailbox.address = trimmed(text.substr(open + 1, text.size() - open - 2));
  const std::string_view name = trimmed(text.substr(0, open));
  const bool quoted = name.size() >= 2 && name.front() == '"' && name.back() == '"';
  if (!quoted) {
    mailbox.name = name;
    return mailbox;
  }
  for (size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] == '\\' && i + 2 < name.size()) ++i;
    mailbox.name += name[i];
  }
  return mailbox;
}

void append_mailbox(std::string* out, std::string_view field, std::string_view text,
                    std::string_view pointer) {
  check_header_text(text, pointer);
  const Mailbox mailbox = parse_mailbox(text);
  check_address(mailbox.address, pointer);
  if (mailbox.name.empty()) {
    append_field(out, field, {mailbox.address});
    return;
  }
  std::vector<std::string> words =
      phrase_words(mailbox.name, kLineLength - std::min(kLineLength, field.size() + 2));
  words.push_back('<' + mailbox.address + '>');
  append_field(out, field, words);
}

void append_text(std::string* out, std::string_view field, std::string_view text,
                 std::string_view pointer) {
  check_header_text(text, pointer);
  append_field(out, field, text_words(text, kLineLength - std::min(kLineLength, field.size() + 2)));
}

std::string format_date(Millis at) {
  constexpr std::array<const char*, 7> kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int64_t kDayMs = 86'400'000;
  if (at < kTimeFloor || at > kTimeCeiling) fail_invalid("the date is out of range", "/date");
  int64_t days = at / kDayMs;
  if (at % kDayMs < 0) --days;
  const int64_t second = (at - days * kDayMs) / 1'000;
  const Civil civil = civil_from_days(days);
  const auto weekday = static_cast<size_t>(((days % 7) + 7) % 7); // 1970-01-01 was a Thursday
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[weekday],
                civil.day, kMonths[civil.month - 1], civil.year, static_cast<int>(second / 3'600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return text.data();
}

bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

void append_message_id(std::string* out, const std::string& id) {
  const size_t at = id.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == id.size() || id.size() > kLongestWord ||
      !is_visible_ascii(id) || id.find_first_of("<>") != std::string::npos ||
      id.find('@', at + 1) != std::string::npos) {
    fail_invalid("the message id has the form key@domain", "/message_id");
  }
  append_field(out, "Message-ID", {'<' + id + '>'});
}

void append_unsubscribe(std::string* out, const std::string& url) {
  if (url.empty()) return;
  const std::string scheme = ascii_lower(url.substr(0, 8));
  const bool web = scheme == "https://" || scheme.substr(0, 7) == "http://";
  if (!web || url.size() > kLongestWord || !is_visible_ascii(url) ||
      url.find_first_of("<>,") != std::string::npos) {
    fail_invalid("the unsubscribe link has to be an http or https URL of at most " +
                     std::to_string(kLongestWord) + " visible ASCII characters without < > or ,",
                 "/unsubscribe_url", "percent-encode the other characters");
  }
  append_field(out, "List-Unsubscribe", {'<' + url + '>'});
  append_field(out, "List-Unsubscribe-Post", {"List-Unsubscribe=One-Click"});
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() < kLineLength - 10 && is_visible_ascii(name) &&
         name.find(':') == std::string_view::npos;
}

void append_further(std::string* out, const Email& email) {
  for (size_t i = 0; i < email.headers.size(); ++i) {
    const auto& [name, value] = email.headers[i];
    const std::string pointer = pointer_join("/headers", i);
    if (!is_field_name(name)) fail_invalid("this is no name of a header", pointer);
    const std::string key = ascii_lower(name);
    const bool own = std::find(kOwnFields.begin(), kOwnFields.end(), key) != kOwnFields.end();
    if (own) fail_invalid("the header " + name + " is written from the message itself", pointer);
    append_text(out, name, value, pointer);
  }
}

void check_files(const Email& email) {
  if (email.attachments == nullptr) return;
  Issues issues;
  for (size_t i = 0; i < email.attachments->size(); ++i) {
    check_attachment((*email.attachments)[i], pointer_join("/attachments", i), &issues);
  }
  if (!issues.empty()) throw Error(Code::invalid_request, std::move(issues));
}

size_t expected_size(const Email& email) {
  size_t bytes = 2 * (email.html.size() + email.text.size()) + 2'048;
  if (email.attachments == nullptr) return bytes;
  for (const Attachment& file : *email.attachments) bytes += file.bytes.size() * 3 / 2 + 1'024;
  return bytes;
}

} // namespace

std::string compose(const Email& email) {
  std::string out;
  out.reserve(expected_size(email));
  append_field(&out, "Date", {format_date(email.date)});
  append_mailbox(&out, "From", email.from, "/from");
  check_header_text(email.to, "/to");
  check_address(email.to, "/to");
  append_field(&out, "To", {email.to});
  if (!email.reply_to.empty()) append_mailbox(&out, "Reply-To", email.reply_to, "/reply_to");
  append_text(&out, "Subject", email.subject, "/subject");
  append_message_id(&out, email.message_id);
  append_unsubscribe(&out, email.unsubscribe_url);
  append_further(&out, email);
  check_files(email);
  append_field(&out, "MIME-Version", {"1.0"});
  append_body(&out, email);
  return out;
}

std::string bare_address(std::string_view mailbox) { return parse_mailbox(mailbox).address; }

std::string display_name(std::string_view mailbox) { return parse_mailbox(mailbox).name; }

} // namespace beckon::message
