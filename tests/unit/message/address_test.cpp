#include "message/address.h"

#include <doctest/doctest.h>

namespace beckon::message {
namespace {

TEST_CASE("e-mail addresses in normal form") {
  CHECK(normalize_email("Ada.Lovelace+tag@Example.ORG") == "ada.lovelace+tag@example.org");
  CHECK(normalize_email(" \ta@b.example\r\n") == "a@b.example");
  CHECK(normalize_email("a@localhost") == "a@localhost");
  CHECK(normalize_email("!#$%&'*+-/=?^_`{|}~@x-y.example").has_value());
  CHECK(normalize_email("a@xn--bcher-kva.example").has_value());
  CHECK(
      normalize_email(std::string(64, 'a') + "@" + std::string(63, 'b') + ".example").has_value());
}

TEST_CASE("what cannot be mailed to is no address") {
  for (const std::string& text :
       {std::string(),
        std::string("   "),
        std::string("a"),
        std::string("@b.example"),
        std::string("a@"),
        std::string("a@b@c.example"),
        std::string("a b@c.example"),
        std::string("a@b example"),
        std::string("a@b..example"),
        std::string("a@.example"),
        std::string("a@example."),
        std::string("a@-b.example"),
        std::string("a@b-.example"),
        std::string(".a@b.example"),
        std::string("a.@b.example"),
        std::string("a..b@c.example"),
        std::string("\"a b\"@c.example"),
        std::string("a@[127.0.0.1]"),
        std::string("a@b_c.example"),
        std::string("<a@b.example>"),
        std::string("a@b.example,c@d.example"),
        std::string("a\r\nBcc: x@y.example"),
        std::string("a\0@b.example", 12),
        std::string("jörg@b.example"),
        std::string("a@bücher.example"),
        std::string(65, 'a') + "@b.example",
        "a@" + std::string(64, 'b') + ".example",
        "a@" + std::string(60, 'b') + "." + std::string(60, 'c') + "." + std::string(60, 'd') +
            "." + std::string(60, 'e') + "." + std::string(60, 'f')}) {
    CAPTURE(text);
    CHECK_FALSE(normalize_email(text).has_value());
  }
}

TEST_CASE("phone numbers in E.164") {
  CHECK(normalize_phone("+49 30 123456") == "+4930123456");
  CHECK(normalize_phone("0049-30-123.456") == "+4930123456");
  CHECK(normalize_phone(" +1 (415) 555-0100 ") == "+14155550100");
  CHECK(normalize_phone("+44 (0)20 7946 0000") == "+442079460000");
  CHECK(normalize_phone("+49 30/123 456") == "+4930123456");
  CHECK(normalize_phone("+12345678") == "+12345678");
  CHECK(normalize_phone("+123456789012345") == "+123456789012345");
}

TEST_CASE("what is no international number") {
  for (const char* text :
       {"", "+", "00", "030 123456", "4155550100", "+1234567", "+1234567890123456", "+0301234567",
        "+49 30 12345x", "+49+30123456", "tel:+4930123456", "+49 30 123456\n7 ext"}) {
    CAPTURE(text);
    CHECK_FALSE(normalize_phone(text).has_value());
  }
}

} // namespace
} // namespace beckon::message
