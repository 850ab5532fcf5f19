// The bytes of a composed message; parse_back.py reads them with another implementation.
#include "message/email.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/limits.h"
#include "message/header_text.h"
#include "message/quoted_printable.h"

namespace beckon::message {
namespace {

Email sample() {
  Email email;
  email.from = "Shop <hello@shop.example>";
  email.to = "ada@example.org";
  email.subject = "Your order";
  email.html = "<p>Thank you, Ada.</p>";
  email.message_id = "key-1@shop.example";
  email.date = 1'708'000'496'789; // 2024-02-15T12:34:56.789Z
  return email;
}

std::string header_block(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 2);
}

TEST_CASE("a message with text and HTML, byte by byte") {
  Email email = sample();
  email.unsubscribe_url = "https://shop.example/u/t.s";
  std::string message = compose(email);
  const size_t at = message.find("=_");
  REQUIRE(at != std::string::npos);
  const std::string found = message.substr(at, 34); // "=_" and 32 hexadecimal digits
  for (size_t i = message.find(found); i != std::string::npos; i = message.find(found)) {
    message.replace(i, found.size(), "BOUNDARY");
  }
  CHECK(message ==
        "Date: Thu, 15 Feb 2024 12:34:56 +0000\r\n"
        "From: Shop <hello@shop.example>\r\n"
        "To: ada@example.org\r\n"
        "Subject: Your order\r\n"
        "Message-ID: <key-1@shop.example>\r\n"
        "List-Unsubscribe: <https://shop.example/u/t.s>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative;\r\n"
        " boundary=\"BOUNDARY\"\r\n"
        "\r\n"
        "--BOUNDARY\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Thank you, Ada.\r\n"
        "\r\n"
        "--BOUNDARY\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "<p>Thank you, Ada.</p>\r\n"
        "\r\n"
        "--BOUNDARY--\r\n");
  CHECK(compose(email) == compose(email));
  Email other = email;
  other.message_id = "key-2@shop.example";
  CHECK(compose(other).find(found) == std::string::npos);
}

TEST_CASE("without HTML there is one part") {
  Email email = sample();
  email.html.clear();
  email.text = "Only text\n.\nend";
  const std::string message = compose(email);
  CHECK(message.find("multipart") == std::string::npos);
  CHECK(message.substr(message.find("\r\n\r\n")) == "\r\n\r\nOnly text\r\n=2E\r\nend\r\n");
}

TEST_CASE("dates") {
  const auto date_of = [](Millis at) {
    Email email = sample();
    email.date = at;
    return compose(email).substr(6, 31);
  };
  CHECK(date_of(0) == "Thu, 01 Jan 1970 00:00:00 +0000");
  CHECK(date_of(-1) == "Wed, 31 Dec 1969 23:59:59 +0000");
  CHECK(date_of(951'782'400'000) == "Tue, 29 Feb 2000 00:00:00 +0000");
  CHECK(date_of(kTimeFloor) == "Mon, 01 Jan 0001 00:00:00 +0000");
  CHECK(date_of(kTimeCeiling) == "Fri, 31 Dec 9999 23:59:59 +0000");
}

TEST_CASE("nothing can be injected through a header") {
  const auto refused = [](auto&& change) {
    Email email = sample();
    change(email);
    try {
      compose(email);
    } catch (const Error& error) {
      CHECK(error.code() == Code::invalid_request);
      return error.pointer();
    }
    return std::string("composed");
  };
  for (const std::string& evil :
       {std::string("a\r\nBcc: e@v.example"), std::string("a\nb"), std::string("a\rb"),
        std::string("a\0b", 3), std::string("a\tb"), std::string("a\x7f")}) {
    CHECK(refused([&](Email& e) { e.subject = evil; }) == "/subject");
    CHECK(refused([&](Email& e) { e.from = evil + " <a@b.example>"; }) == "/from");
    CHECK(refused([&](Email& e) { e.from = "a@b.example" + evil; }) == "/from");
    CHECK(refused([&](Email& e) { e.reply_to = evil + " <a@b.example>"; }) == "/reply_to");
    CHECK(refused([&](Email& e) { e.to = "a@b.example" + evil; }) == "/to");
    CHECK(refused([&](Email& e) { e.message_id += evil; }) == "/message_id");
    CHECK(refused([&](Email& e) { e.unsubscribe_url = "https://x.example/" + evil; }) ==
          "/unsubscribe_url");
    CHECK(refused([&](Email& e) { e.headers = {{"X-Ok", "1"}, {"X-A", evil}}; }) == "/headers/1");
    CHECK(refused([&](Email& e) { e.headers = {{evil, "x"}}; }) == "/headers/0");
  }
}

TEST_CASE("fields that are unusable are refused, by name") {
  const auto refused = [](auto&& change) {
    Email email = sample();
    change(email);
    try {
      compose(email);
    } catch (const Error& error) {
      return error.pointer() + " " + std::string(code_name(error.code()));
    }
    return std::string("composed");
  };
  CHECK(refused([](Email& e) { e.to = ""; }) == "/to invalid_request");
  CHECK(refused([](Email& e) { e.to = "Ada <ada@example.org>"; }) == "/to invalid_request");
  CHECK(refused([](Email& e) { e.to = "a@b.example, c@d.example"; }) == "/to invalid_request");
  CHECK(refused([](Email& e) { e.to = " a@b.example"; }) == "/to invalid_request");
  CHECK(refused([](Email& e) { e.from = "Shop"; }) == "/from invalid_request");
  CHECK(refused([](Email& e) { e.from = ""; }) == "/from invalid_request");
  CHECK(refused([](Email& e) { e.from = "Shop <jörg@b.example>"; }) == "/from invalid_request");
  CHECK(refused([](Email& e) { e.from = "a@b.example <c@d.example> x"; }) ==
        "/from invalid_request");
  CHECK(refused([](Email& e) { e.message_id = "no-domain"; }) == "/message_id invalid_request");
  CHECK(refused([](Email& e) { e.message_id = "<a@b>"; }) == "/message_id invalid_request");
  CHECK(refused([](Email& e) { e.message_id = "a@b@c"; }) == "/message_id invalid_request");
  CHECK(refused([](Email& e) { e.message_id = "@b"; }) == "/message_id invalid_request");
  CHECK(refused([](Email& e) { e.unsubscribe_url = "mailto:a@b"; }) ==
        "/unsubscribe_url invalid_request");
  CHECK(refused([](Email& e) { e.unsubscribe_url = "https://x.example/>,<https://y"; }) ==
        "/unsubscribe_url invalid_request");
  CHECK(refused([](Email& e) { e.unsubscribe_url = "https://x/" + std::string(1'000, 'a'); }) ==
        "/unsubscribe_url invalid_request");
  for (const char* own : {"To", "bcc", "Content-Type", "SUBJECT", "List-Unsubscribe"}) {
    CHECK(refused([&](Email& e) { e.headers = {{own, "x"}}; }) == "/headers/0 invalid_request");
  }
  for (const std::string& name : {std::string(), std::string("A B"), std::string("A:"),
                                  std::string("Ä"), std::string(80, 'x')}) {
    CHECK(refused([&](Email& e) { e.headers = {{name, "x"}}; }) == "/headers/0 invalid_request");
  }
  CHECK(refused([](Email& e) { e.subject = std::string(limits::mail_header_bytes + 1, 'x'); }) ==
        "/subject limit_exceeded");
  CHECK(refused([](Email& e) { e.date = kTimeCeiling + 1; }) == "/date invalid_request");
}

TEST_CASE("display names") {
  const auto from_line = [](const std::string& from) {
    Email email = sample();
    email.from = from;
    const std::string headers = header_block(compose(email));
    const size_t begin = headers.find("From:") + 6;
    return headers.substr(begin, headers.find("\r\nTo:") - begin);
  };
  CHECK(from_line("a@b.example") == "a@b.example");
  CHECK(from_line("<a@b.example>") == "a@b.example");
  CHECK(from_line("My Shop <a@b.example>") == "My Shop <a@b.example>");
  CHECK(from_line("Shop, Inc. <a@b.example>") == "\"Shop, Inc.\" <a@b.example>");
  CHECK(from_line("\"Shop, Inc.\" <a@b.example>") == "\"Shop, Inc.\" <a@b.example>");
  CHECK(from_line("\"Say \\\"hi\\\" \\\\\" <a@b.example>") ==
        "\"Say \\\"hi\\\" \\\\\" <a@b.example>");
  CHECK(from_line("x <y@z.example> <a@b.example>") == "\"x <y@z.example>\" <a@b.example>");
  CHECK(from_line("Bücher <a@b.example>") == "=?UTF-8?Q?B=C3=BCcher?= <a@b.example>");
}

TEST_CASE("the address inside a mailbox") {
  CHECK(bare_address("Shop <hello@shop.example>") == "hello@shop.example");
  CHECK(bare_address(" hello@shop.example ") == "hello@shop.example");
  CHECK(bare_address("\"a <b@c>\" < d@e >") == "d@e");
  CHECK(bare_address("") == "");
}

TEST_CASE("lines of headers stay short, words of RFC 2047 whole") {
  for (size_t length : {1U, 30U, 70U, 77U, 78U, 79U, 200U, 1'000U}) {
    for (const std::string& unit : {std::string("word "), std::string("ü"), std::string("日本 "),
                                    std::string("😀"), std::string("x"), std::string("=?")}) {
      Email email = sample();
      email.subject.clear();
      while (email.subject.size() < length) email.subject += unit;
      email.from = email.subject + " <a@b.example>";
      const std::string headers = header_block(compose(email));
      for (size_t begin = 0; begin < headers.size();) {
        const size_t end = headers.find("\r\n", begin);
        CHECK(end - begin <= 78);
        begin = end + 2;
      }
    }
  }
}

TEST_CASE("quoted-printable") {
  const auto encoded = [](const std::string& text) {
    std::string out;
    append_quoted_printable(&out, text);
    return out;
  };
  CHECK(encoded("") == "");
  CHECK(encoded("a=b") == "a=3Db\r\n");
  CHECK(encoded("a\nb\r\nc\rd\n\ne") == "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n");
  CHECK(encoded("trailing \nblank\t\n  lead") == "trailing=20\r\nblank=09\r\n  lead\r\n");
  CHECK(encoded(".\n..a\n.b.") == "=2E\r\n=2E.a\r\n=2Eb.\r\n");
  CHECK(encoded("é") == "=C3=A9\r\n");
  CHECK(encoded(std::string(75, 'x')) == std::string(75, 'x') + "\r\n");
  CHECK(encoded(std::string(77, 'x')) == std::string(75, 'x') + "=\r\nxx\r\n");
  CHECK(encoded(std::string(75, 'x') + ".y") == std::string(75, 'x') + "=\r\n=2Ey\r\n");
  CHECK(encoded(std::string("\0\x01", 2)) == "=00=01\r\n");
}

} // namespace
} // namespace beckon::message
