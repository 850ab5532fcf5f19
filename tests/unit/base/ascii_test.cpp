#include "base/ascii.h"

#include <doctest/doctest.h>

namespace beckon {
namespace {

TEST_CASE("letters of ASCII become small, all other bytes stay") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const std::string lower = ascii_lower(all);
  for (size_t i = 0; i < all.size(); ++i) {
    CHECK(lower[i] == (all[i] >= 'A' && all[i] <= 'Z' ? all[i] + 32 : all[i]));
  }
  CHECK(equals_ignoring_case("Content-Type", "cONTENT-tYPE"));
  CHECK_FALSE(equals_ignoring_case("Content-Type", "Content-Typ"));
  CHECK_FALSE(equals_ignoring_case("a", "\x1a"));
  CHECK_FALSE(equals_ignoring_case("@", "`")); // 32 apart, and no letters
  CHECK(equals_ignoring_case("", ""));
}

TEST_CASE("digits of base 16") {
  const std::string digits = "0123456789abcdef";
  for (size_t i = 0; i < digits.size(); ++i) CHECK(hex_digit(digits[i]) == static_cast<int>(i));
  CHECK(hex_digit('A') == 10);
  CHECK(hex_digit('F') == 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xff'}) CHECK(hex_digit(c) == -1);
}

} // namespace
} // namespace beckon
