#include "message/sms_size.h"

#include <doctest/doctest.h>

#include <string>

namespace beckon::message {
namespace {

std::string repeated(const std::string& text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

void check(const std::string& text, SmsEncoding encoding, size_t units, size_t segments,
           size_t left) {
  CAPTURE(text);
  const SmsSize size = sms_size(text);
  CHECK(size.encoding == encoding);
  CHECK(size.units == units);
  CHECK(size.segments == segments);
  CHECK(size.left == left);
}

TEST_CASE("the GSM alphabet: 160 alone, 153 each of several") {
  check("", SmsEncoding::gsm7, 0, 1, 160);
  check("Hello", SmsEncoding::gsm7, 5, 1, 155);
  check(repeated("a", 160), SmsEncoding::gsm7, 160, 1, 0);
  check(repeated("a", 161), SmsEncoding::gsm7, 161, 2, 145);
  check(repeated("a", 306), SmsEncoding::gsm7, 306, 2, 0);
  check(repeated("a", 307), SmsEncoding::gsm7, 307, 3, 152);
  check("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()¡ÄÖÑÜ§¿äöñüà", SmsEncoding::gsm7, 53, 1, 107);
}

TEST_CASE("the extension table takes two septets, which stay together") {
  check("€", SmsEncoding::gsm7, 2, 1, 158);
  check("^{}\\[~]|\f", SmsEncoding::gsm7, 18, 1, 142);
  check(repeated("€", 80), SmsEncoding::gsm7, 160, 1, 0);
  check(repeated("€", 81), SmsEncoding::gsm7, 162, 2, 143); // 76 of them in the first
  check(repeated("a", 152) + "€" + repeated("a", 10), SmsEncoding::gsm7, 164, 2, 141);
}

TEST_CASE("one other character makes all of it UCS-2: 70 alone, 67 each") {
  check("ç", SmsEncoding::ucs2, 1, 1, 69);
  check("`", SmsEncoding::ucs2, 1, 1, 69);
  check("\t", SmsEncoding::ucs2, 1, 1, 69);
  check("“Hi”", SmsEncoding::ucs2, 4, 1, 66);
  check(repeated("я", 70), SmsEncoding::ucs2, 70, 1, 0);
  check(repeated("я", 71), SmsEncoding::ucs2, 71, 2, 63);
  check(repeated("я", 134), SmsEncoding::ucs2, 134, 2, 0);
  check(repeated("я", 135), SmsEncoding::ucs2, 135, 3, 66);
}

TEST_CASE("a surrogate pair is two units and is not parted") {
  check("😀", SmsEncoding::ucs2, 2, 1, 68);
  check(repeated("😀", 35), SmsEncoding::ucs2, 70, 1, 0);
  check(repeated("😀", 36), SmsEncoding::ucs2, 72, 2, 61); // 33 of them in the first
}

TEST_CASE("what is no UTF-8 counts as a character outside the alphabet") {
  check("a\xa3", SmsEncoding::ucs2, 2, 1, 68); // the second byte of a pound sign
  CHECK(first_outside_gsm7("a\xa3") == "\xa3");
}

TEST_CASE("the first character that makes an SMS dear") {
  CHECK(first_outside_gsm7("Reply STOP").empty());
  CHECK(first_outside_gsm7("It’s here") == "’");
  CHECK(encoding_name(SmsEncoding::gsm7) == "gsm7");
  CHECK(encoding_name(SmsEncoding::ucs2) == "ucs2");
}

} // namespace
} // namespace beckon::message
