// bounces.receive: mail that comes to the mailbox of bounces. Anybody can write a mail, so only
// what names a message of ours by what nobody can guess counts: the key in its Message-ID, or the
// signed token of its unsubscribe link.
#include "base/crypto.h"
#include "engine/compose.h"
#include "engine/operations/all.h"
#include "engine/operations/receipts.h"
#include "engine/operations/shapes.h"
#include "message/bounce_mail.h"

namespace beckon::engine {
namespace {

struct MailRequest {
  std::optional<std::string> body, body_base64;
};
struct MailAnswer {
  std::string kind = "none";
  std::optional<std::string> send, recipient, reason;
  bool counted = false;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<MailRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("body", &MailRequest::body, "The whole mail as it came, when it is UTF-8"),
        optional("body_base64", &MailRequest::body_base64, "The whole mail as it came")};
  }
  static void check(const MailRequest& request, const std::string& pointer, Issues* issues) {
    if (request.body.has_value() != request.body_base64.has_value()) return;
    issues->push_back({pointer, "give one of body and body_base64", ""});
  }
};
template <>
struct Describe<MailAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required(
            "kind", &MailAnswer::kind,
            "hard_bounce, soft_bounce, blocked, complaint or opt_out; none when the mail is no "
            "report"),
        optional("send", &MailAnswer::send, "The message it is about; absent: none of ours"),
        optional("recipient", &MailAnswer::recipient, "As the report names it"),
        optional("reason", &MailAnswer::reason, "What the other server said"),
        required("counted", &MailAnswer::counted,
                 "Whether the message is in this state for the first time")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

using message::BounceClass;
using message::BounceMail;

std::string kind_of(const BounceMail& report) {
  if (report.kind == BounceMail::Kind::complaint) return "complaint";
  if (report.kind == BounceMail::Kind::opt_out) return "opt_out";
  switch (report.bounce_class) {
    case BounceClass::hard: return "hard_bounce";
    case BounceClass::soft: return "soft_bounce";
    case BounceClass::blocked: return "blocked";
  }
  return "none";
}

std::optional<uint64_t> send_of(Workspace& workspace, const BounceMail& report) {
  const auto reader = workspace.read();
  const std::string_view id = report.message_id;
  if (const auto number = find_send(*reader, id.substr(0, id.find('@')))) return number;
  const size_t slash = report.unsubscribe_url.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto payload =
      message::verify_token(token_keys(workspace.seed()), report.unsubscribe_url.substr(slash + 1));
  return payload ? reader->ids().read('s', *payload) : std::nullopt;
}

Receipt receipt_of(const BounceMail& report, uint64_t send) {
  using segment::MessageState;
  Receipt receipt;
  receipt.send = send;
  receipt.state = report.kind == BounceMail::Kind::complaint ? MessageState::complained
                  : report.kind == BounceMail::Kind::opt_out ? MessageState::unsubscribed
                                                             : MessageState::bounced;
  if (report.kind != BounceMail::Kind::bounce) return receipt;
  receipt.hard = report.bounce_class == BounceClass::hard;
  receipt.blocked = report.bounce_class == BounceClass::blocked;
  return receipt;
}

MailAnswer receive(Workspace& workspace, const MailRequest& request) {
  std::string bytes;
  if (request.body) {
    bytes = *request.body;
  } else {
    auto decoded = from_base64(*request.body_base64);
    if (!decoded) fail_invalid("this is no base64", "/body_base64");
    bytes = std::move(*decoded);
  }
  MailAnswer answer;
  const auto report = message::read_bounce_mail(bytes);
  if (!report) return answer;
  answer.kind = kind_of(*report);
  if (!report->recipient.empty()) answer.recipient = report->recipient;
  if (!report->reason.empty()) answer.reason = report->reason;
  const auto send = send_of(workspace, *report);
  if (!send) return answer;
  const Told told = tell_receipt(workspace, receipt_of(*report, *send));
  if (told == Told::unknown) return answer;
  answer.send = workspace.read()->ids().send(*send);
  answer.counted = told == Told::news;
  return answer;
}

} // namespace

void add_bounces_operations(Registry& registry) {
  registry.add(operation<MailRequest, MailAnswer>(
      {.name = "bounces.receive",
       .summary = "Take in a mail about a mail: a bounce, a complaint",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/bounces",
       .details = "Reads delivery status notifications (RFC 3464), feedback reports (RFC 5965) and "
                  "the letters of qmail, Exim and others. Only a report that returns the head of "
                  "a message of ours counts, for anybody can write a mail: by the key in its "
                  "Message-ID or the signed link to unsubscribe.",
       .examples = {{"A bounce", R"({"body": "From: MAILER-DAEMON@mx.example\r\n…"})"}}},
      receive));
}

} // namespace beckon::engine
