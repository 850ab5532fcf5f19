#include "message/bounce_mail.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/limits.h"
#include "message/mail_reader.h"
#include "message/utf8.h"

namespace beckon::message {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// "5.1.1" → {5, 1, 1}; zeros when it is none.
std::array<int, 3> status_numbers(std::string_view status) {
  std::array<int, 3> numbers{};
  size_t at = 0;
  for (size_t i = 0; i < 3; ++i) {
    size_t digits = 0;
    while (at < status.size() && is_digit(status[at]) && digits < 3) {
      numbers[i] = numbers[i] * 10 + (status[at++] - '0');
      ++digits;
    }
    const bool dot = i == 2 || (at < status.size() && status[at] == '.');
    if (digits == 0 || !dot) return {};
    if (i < 2) ++at;
  }
  return numbers;
}

// The first reply of SMTP in a text, "550 5.1.1 …" or "452-4.2.2 …": where it begins.
size_t find_reply(std::string_view text) {
  for (size_t i = 0; i + 3 < text.size(); ++i) {
    const bool code = (text[i] == '2' || text[i] == '4' || text[i] == '5') &&
                      is_digit(text[i + 1]) && is_digit(text[i + 2]);
    const bool apart = i == 0 || (!is_digit(text[i - 1]) && text[i - 1] != '.');
    if (code && apart && (text[i + 3] == ' ' || text[i + 3] == '-')) return i;
  }
  return std::string_view::npos;
}

BounceClass by_status(const std::array<int, 3>& status) {
  const auto [kind, subject, detail] = status;
  const bool lasting = kind == 5;
  switch (subject) {
    case 1: // the address; 1.7 and 1.8 are the sender's
      if (detail == 7 || detail == 8) return BounceClass::blocked;
      return lasting ? BounceClass::hard : BounceClass::soft;
    case 2: // the mailbox: full, too long a message, a list that cannot be expanded, disabled
      if (detail == 3) return BounceClass::blocked;
      return lasting && (detail == 0 || detail == 1) ? BounceClass::hard : BounceClass::soft;
    case 3: return detail == 4 ? BounceClass::blocked : BounceClass::soft; // 3.4: too big
    case 4: return BounceClass::soft;                                      // the way there
    default: return BounceClass::blocked; // protocol, content, policy
  }
}

BounceClass by_reply(int code, std::string_view text) {
  if (code == 552 || code == 452 || code / 100 == 4) return BounceClass::soft;
  if (code == 550 || code == 551 || code == 553) {
    const bool policy = holds_any(text, {"spam", "block", "blacklist", "reputation", "policy",
                                         "rate", "throttl", "greylist", "spamhaus", "barracuda"});
    return policy ? BounceClass::blocked : BounceClass::hard;
  }
  return code / 100 == 5 ? BounceClass::blocked : BounceClass::soft;
}

// "rfc822; ann@example.com" → "ann@example.com"
std::string address_of(std::string_view value) {
  const size_t mark = value.find(';');
  if (mark != std::string_view::npos) value.remove_prefix(mark + 1);
  const size_t first = value.find_first_not_of(" \t<");
  if (first == std::string_view::npos) return {};
  return std::string(value.substr(first, value.find_last_not_of(" \t>") - first + 1));
}

std::string field_of(const std::vector<MailField>& fields, std::string_view name) {
  for (const MailField& row : fields) {
    if (row.name == name) return row.value;
  }
  return {};
}

std::string without_brackets(std::string_view id) {
  const size_t open = id.find('<'), close = id.find('>', std::min(open, id.size()));
  if (close == std::string_view::npos) return {};
  return std::string(id.substr(open + 1, close - open - 1));
}

// What the returned message, or its head, says of itself.
void read_original(const std::vector<MailField>& fields, BounceMail* report) {
  if (report->message_id.empty()) {
    report->message_id = without_brackets(field_of(fields, "message-id"));
  }
  if (!report->unsubscribe_url.empty()) return;
  const std::string links = field_of(fields, "list-unsubscribe");
  for (size_t at = links.find("<http"); at != std::string::npos; at = links.find("<http", at + 1)) {
    report->unsubscribe_url = without_brackets(std::string_view(links).substr(at));
    return;
  }
}

void read_originals(const MailPart& part, BounceMail* report) {
  const bool original = part.type == "message/rfc822" || part.type == "message/global" ||
                        part.type == "text/rfc822-headers" || part.type == "message/global-headers";
  if (original) read_original(read_fields(part.content()), report);
  for (const MailPart& inner : part.parts) read_originals(inner, report);
}

const MailPart* find_part(const MailPart& part, std::initializer_list<std::string_view> types) {
  if (std::find(types.begin(), types.end(), part.type) != types.end()) return &part;
  for (const MailPart& inner : part.parts) {
    if (const MailPart* found = find_part(inner, types)) return found;
  }
  return nullptr;
}

std::string for_people(std::string_view text) {
  std::string shown = repaired_utf8(text.substr(0, limits::bounce_reason_bytes));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return shown;
}

// Blocks of fields, the first about the message, each other about one recipient. The first that
// failed is told of: a message of ours has one recipient.
std::optional<BounceMail> read_status(const MailPart& part) {
  const std::string content = part.content();
  std::string_view rest = content;
  while (!rest.empty()) {
    const size_t before = rest.size();
    const std::vector<MailField> block = read_fields(rest, &rest);
    if (rest.size() == before) break; // a line that is no field
    if (ascii_lower(field_of(block, "action")) != "failed") continue;
    BounceMail report;
    const std::string status = field_of(block, "status");
    std::string diagnostic = field_of(block, "diagnostic-code");
    report.recipient = for_people(address_of(field_of(block, "final-recipient")));
    if (report.recipient.empty()) {
      report.recipient = for_people(address_of(field_of(block, "original-recipient")));
    }
    report.bounce_class = classify_bounce(status, diagnostic);
    report.reason = for_people(diagnostic.empty() ? status : diagnostic);
    return report;
  }
  return std::nullopt;
}

std::optional<BounceMail> read_feedback(const MailPart& part) {
  const std::string content = part.content();
  const std::vector<MailField> fields = read_fields(content);
  const std::string type = ascii_lower(field_of(fields, "feedback-type"));
  BounceMail report;
  if (type == "abuse" || type == "fraud" || type == "other") {
    report.kind = BounceMail::Kind::complaint;
  } else if (type == "opt-out" || type == "opt-out-list") {
    report.kind = BounceMail::Kind::opt_out;
  } else {
    return std::nullopt; // not-spam, virus, auth-failure
  }
  report.recipient = for_people(address_of(field_of(fields, "original-rcpt-to")));
  report.reason = for_people(type);
  return report;
}

// All text of the mail, as a reader sees it.
void append_texts(const MailPart& part, std::string* out) {
  if (part.parts.empty() && part.type.rfind("text/", 0) == 0) *out += part.content() + '\n';
  if (part.type.rfind("message/", 0) == 0) *out += part.content() + '\n';
  for (const MailPart& inner : part.parts) append_texts(inner, out);
}

// Servers that write letters: qmail, Exim, old Exchange. They return the message below theirs.
std::optional<BounceMail> read_letter(const MailPart& mail) {
  const std::string from = ascii_lower(mail.field("from"));
  const std::string failed(mail.field("x-failed-recipients"));
  std::string text;
  append_texts(mail, &text);
  const std::string small = ascii_lower(text);
  const bool from_server = holds_any(from, {"mailer-daemon", "postmaster", "mail delivery"});
  const bool letter = small.find("this is the qmail-send program") != std::string::npos;
  if (failed.empty() && !letter && !from_server) return std::nullopt;
  const size_t reply = find_reply(text);
  if (failed.empty() && !letter && reply == std::string::npos) return std::nullopt;
  BounceMail report;
  report.recipient = for_people(failed);
  std::string_view said = std::string_view(text).substr(std::min(reply, text.size()));
  said = said.substr(0, said.find('\n'));
  if (!said.empty() && said.back() == '\r') said.remove_suffix(1);
  if (said.rfind("2", 0) == 0) return std::nullopt; // something was delivered
  // A letter that quotes no reply still says in words what is wrong, before the message it returns.
  report.bounce_class = said.empty() ? classify_bounce({}, std::string_view(text).substr(0, 2'000))
                                     : classify_bounce({}, said);
  report.reason = for_people(said);
  for (size_t at = small.find("message-id:"); at != std::string::npos;
       at = small.find("message-id:", at + 1)) {
    std::string_view line = std::string_view(text).substr(at);
    report.message_id = without_brackets(line.substr(0, line.find('\n')));
    if (!report.message_id.empty()) break;
  }
  return report;
}

} // namespace

BounceClass classify_bounce(std::string_view status, std::string_view diagnostic) {
  const std::string text = ascii_lower(diagnostic);
  if (holds_any(text, {"user unknown", "unknown user", "no such user", "does not exist",
                       "no mailbox here by that name", "recipient not found",
                       "host or domain name not found", "domain not found"})) {
    return BounceClass::hard;
  }
  std::array<int, 3> numbers = status_numbers(status);
  const size_t reply = find_reply(text);
  if (numbers[0] == 0 && reply != std::string::npos) {
    numbers = status_numbers(std::string_view(text).substr(reply + 4));
  }
  if (numbers[0] == 4 || numbers[0] == 5) {
    // 5.0.0 says no more than that it failed for good; the reply may say why.
    const bool vague = numbers[1] == 0;
    if (!vague) return by_status(numbers);
  }
  if (reply == std::string::npos) return BounceClass::soft;
  const int code = (text[reply] - '0') * 100 + (text[reply + 1] - '0') * 10 + text[reply + 2] - '0';
  return by_reply(code, text);
}

std::optional<BounceMail> read_bounce_mail(std::string_view bytes) {
  const MailPart mail = read_mail(bytes);
  std::optional<BounceMail> report;
  if (const MailPart* status =
          find_part(mail, {"message/delivery-status", "message/global-delivery-status"})) {
    report = read_status(*status);
  } else if (const MailPart* feedback = find_part(mail, {"message/feedback-report"})) {
    report = read_feedback(*feedback);
  } else if (ascii_lower(mail.field("auto-submitted")).rfind("auto-replied", 0) != 0) {
    report = read_letter(mail); // else somebody is on holiday
  }
  if (!report) return std::nullopt;
  read_originals(mail, &*report);
  if (report->message_id.empty()) {
    report->message_id = without_brackets(mail.field("in-reply-to"));
  }
  return report;
}

} // namespace beckon::message
