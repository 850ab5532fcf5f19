// Reports of delivery and of complaints, as servers write them.
#include "message/bounce_mail.h"

#include <doctest/doctest.h>

#include "message/mail_reader.h"

namespace beckon::message {
namespace {

std::string told(const std::optional<BounceMail>& report) {
  if (!report) return "nothing";
  using Kind = BounceMail::Kind;
  constexpr const char* kClasses[] = {"hard", "soft", "blocked"};
  std::string text = report->kind == Kind::complaint ? "complaint"
                     : report->kind == Kind::opt_out
                         ? "opt-out"
                         : kClasses[static_cast<size_t>(report->bounce_class)];
  return text + " " + report->recipient + " " + report->message_id;
}

// A report as Postfix writes one.
std::string postfix(const std::string& action, const std::string& status,
                    const std::string& diagnostic) {
  return "Return-Path: <>\r\n"
         "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"
         "Subject: Undelivered Mail Returned to Sender\r\n"
         "Auto-Submitted: auto-replied\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n"
         "\tboundary=\"A1B2.1/mx.example\"\r\n"
         "\r\n"
         "This is a MIME-encapsulated message.\r\n"
         "\r\n"
         "--A1B2.1/mx.example\r\n"
         "Content-Description: Notification\r\n"
         "Content-Type: text/plain; charset=us-ascii\r\n"
         "\r\n"
         "<ann@example.com>: host said something\r\n"
         "\r\n"
         "--A1B2.1/mx.example\r\n"
         "Content-Description: Delivery report\r\n"
         "Content-Type: message/delivery-status\r\n"
         "\r\n"
         "Reporting-MTA: dns; mx.example\r\n"
         "Arrival-Date: Thu, 15 Feb 2024 12:00:00 +0000 (UTC)\r\n"
         "\r\n"
         "Final-Recipient: rfc822; ann@example.com\r\n"
         "Original-Recipient: rfc822;ann@example.com\r\n"
         "Action: " +
         action +
         "\r\n"
         "Status: " +
         status +
         "\r\n"
         "Remote-MTA: dns; mail.example.com\r\n"
         "Diagnostic-Code: smtp; " +
         diagnostic +
         "\r\n"
         "\r\n"
         "--A1B2.1/mx.example\r\n"
         "Content-Description: Undelivered Message Headers\r\n"
         "Content-Type: text/rfc822-headers\r\n"
         "\r\n"
         "From: Shop <hello@shop.example>\r\n"
         "Message-ID: <00ff17@shop.example>\r\n"
         "List-Unsubscribe: <mailto:u@shop.example>,\r\n"
         " <https://shop.example/u/AQEx.abc>\r\n"
         "\r\n"
         "--A1B2.1/mx.example--\r\n";
}

TEST_CASE("a delivery status notification names recipient, reason and message") {
  const auto report = read_bounce_mail(
      postfix("failed", "5.1.1", "550 5.1.1 <ann@example.com>:\r\n    User unknown"));
  CHECK(told(report) == "hard ann@example.com 00ff17@shop.example");
  CHECK(report->unsubscribe_url == "https://shop.example/u/AQEx.abc");
  CHECK(report->reason == "smtp; 550 5.1.1 <ann@example.com>: User unknown");
  CHECK(told(read_bounce_mail(postfix("delayed", "4.4.1", "connect timed out"))) == "nothing");
  CHECK(told(read_bounce_mail(postfix("delivered", "2.0.0", "250 ok"))) == "nothing");
  CHECK(told(read_bounce_mail(postfix("failed", "4.2.2", "452 4.2.2 over quota"))).find("soft") ==
        0);
}

TEST_CASE("lines may end in LF alone") {
  std::string mail = postfix("failed", "5.1.1", "550 5.1.1 no");
  std::erase(mail, '\r');
  CHECK(told(read_bounce_mail(mail)) == "hard ann@example.com 00ff17@shop.example");
}

TEST_CASE("what a refusal says of the address") {
  struct Row {
    const char *status, *diagnostic;
    BounceClass expected;
  };
  using enum BounceClass;
  const Row rows[] = {{"5.1.1", "", hard},
                      {"5.1.2", "", hard},
                      {"5.1.10", "", hard},
                      {"4.1.1", "", soft},
                      {"5.1.7", "", blocked},
                      {"5.1.8", "", blocked},
                      {"5.2.1", "", hard},
                      {"4.2.1", "", soft},
                      {"5.2.2", "552 5.2.2 mailbox full", soft},
                      {"5.2.3", "", blocked},
                      {"5.3.4", "", blocked},
                      {"5.4.4", "Host or domain name not found", hard},
                      {"5.4.7", "", soft},
                      {"5.6.0", "", blocked},
                      {"5.7.1", "554 5.7.1 rejected by policy", blocked},
                      {"5.7.26", "", blocked},
                      {"5.7.1", "550 5.7.1 no such user here", hard},
                      {"5.0.0", "smtp; 550 5.1.1 unknown", hard},
                      {"5.0.0", "550 rejected: listed by spamhaus", blocked},
                      {"5.0.0", "", soft},
                      {"", "550 5.1.1 x", hard},
                      {"", "550 mailbox unavailable", hard},
                      {"", "552 quota", soft},
                      {"", "554 no", blocked},
                      {"", "421 later", soft},
                      {"", "", soft},
                      {"nonsense", "at 192.550.1", soft}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.diagnostic);
    CHECK(classify_bounce(row.status, row.diagnostic) == row.expected);
  }
}

std::string feedback(const std::string& type) {
  return "From: fbl@isp.example\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n"
         "\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n"
         "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
         "Feedback-Type: " +
         type +
         "\r\n"
         "User-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n"
         "Original-Rcpt-To: <ann@example.com>\r\n\r\n"
         "--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n"
         "Message-ID: <00ff17@shop.example>\r\nFrom: hello@shop.example\r\n\r\nBuy!\r\n"
         "--b--\r\n";
}

TEST_CASE("a feedback report is a complaint, an opt-out or neither") {
  const std::string who = " ann@example.com 00ff17@shop.example";
  CHECK(told(read_bounce_mail(feedback("abuse"))) == "complaint" + who);
  CHECK(told(read_bounce_mail(feedback("Fraud"))) == "complaint" + who);
  CHECK(told(read_bounce_mail(feedback("opt-out"))) == "opt-out" + who);
  CHECK(told(read_bounce_mail(feedback("not-spam"))) == "nothing");
  CHECK(told(read_bounce_mail(feedback("virus"))) == "nothing");
  CHECK(told(read_bounce_mail(feedback("auth-failure"))) == "nothing");
}

TEST_CASE("servers that write letters") {
  CHECK(told(read_bounce_mail(
            "From: MAILER-DAEMON@mx.example\n\n"
            "Hi. This is the qmail-send program at mx.example.\n"
            "I'm afraid I wasn't able to deliver your message.\n\n"
            "<ann@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\n"
            "Return-Path: <hello@shop.example>\nMessage-ID: <00ff17@shop.example>\n\nHi\n")) ==
        "hard  00ff17@shop.example");
  CHECK(told(read_bounce_mail(
            "From: Mail Delivery System <Mailer-Daemon@mx.example>\n"
            "X-Failed-Recipients: ann@example.com\nAuto-Submitted: auto-generated\n\n"
            "A message that you sent could not be delivered.\n\n  ann@example.com\n"
            "    SMTP error from remote mail server after RCPT TO:<ann@example.com>:\n"
            "    452 4.2.2 Mailbox full\n\n"
            "------ This is a copy of the message ------\n\n"
            "Message-Id: <00ff17@shop.example>\n\nHi\n")) ==
        "soft ann@example.com 00ff17@shop.example");
  CHECK(told(read_bounce_mail("From: postmaster@mx.example\nIn-Reply-To: <00ff17@shop.example>\n\n"
                              "550 5.7.1 blocked\n")) == "blocked  00ff17@shop.example");
}

TEST_CASE("what is no report is none") {
  CHECK(told(read_bounce_mail("")) == "nothing");
  CHECK(told(read_bounce_mail("From: ann@example.com\n\nAbout order 550 12 please\n")) ==
        "nothing");
  CHECK(told(read_bounce_mail("From: postmaster@mx.example\nAuto-Submitted: auto-replied\n\n"
                              "550 I am on holiday\n")) == "nothing");
  CHECK(told(read_bounce_mail("From: postmaster@mx.example\n\nWelcome to your mailbox\n")) ==
        "nothing");
}

TEST_CASE("the parts of a mail: boundaries in boundaries, encodings, and what is cut short") {
  const std::string mail =
      "Content-Type: multipart/mixed; boundary=a\n\npreamble\n"
      "--a\nContent-Type: multipart/alternative; boundary=\"a b\"\n\n"
      "--a b\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
      "caf=C3=A9 =\nand=3Dmore=\n--a b--\n"
      "--a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVs\nbG8=\n"
      "--a\nContent-Type: text/plain\n\nthe end";
  const MailPart read = read_mail(mail);
  REQUIRE(read.parts.size() == 3);
  REQUIRE(read.parts[0].parts.size() == 1);
  CHECK(read.parts[0].parts[0].content() == "caf\xC3\xA9 and=more");
  CHECK(read.parts[1].content() == "hello");
  CHECK(read.parts[2].content() == "the end");
  CHECK(read_mail("Subject: x\nno field\nbody").body == "no field\nbody");
  CHECK(read_mail("\nbody").fields.empty());
  CHECK(field_parameter("a; b=\"x;\\\"y\"; c = z ", "b") == "x;\"y");
  CHECK(field_parameter("a; b=\"x;\\\"y\"; c = z ", "c") == "z");
  CHECK(field_parameter("a; b", "b") == "");
}

TEST_CASE("a mail of parts without end is read as far as the limits go") {
  std::string deep;
  for (int i = 0; i < 100; ++i) {
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  }
  size_t depth = 0;
  const MailPart mail = read_mail(deep);
  for (const MailPart* part = &mail; !part->parts.empty(); part = &part->parts.front()) ++depth;
  CHECK(depth == 8);
  std::string wide = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 1'000; ++i) wide += "--b\n\nx\n";
  CHECK(read_mail(wide).parts.size() == 200);
}

} // namespace
} // namespace beckon::message
