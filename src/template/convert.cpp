#include "template/convert.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace beckon::liquid {
namespace {

using schema::Value;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

__extension__ using Wide = __int128; // no part of ISO C++, but of both compilers

// A fraction as decimal digits and an exponent of ten: the shortest that reads back to the same.
struct Decimal {
  Wide digits = 0;
  int exponent = 0;
};

constexpr Wide kLargest = Wide{1'000'000'000'000'000'000} * 1'000'000'000'000'000;

std::optional<Decimal> decimal_of(const Value& number) {
  if (number.is_integer()) return Decimal{number.as_integer(), 0};
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.as_number(),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  const size_t e = text.find('e');
  if (e == std::string_view::npos) return std::nullopt;
  Decimal decimal;
  size_t fraction = 0;
  bool behind_dot = false;
  for (const char c : text.substr(0, e)) {
    if (c == '.') behind_dot = true;
    if (!is_digit(c)) continue;
    decimal.digits = decimal.digits * 10 + (c - '0');
    if (behind_dot) ++fraction;
  }
  if (text.front() == '-') decimal.digits = -decimal.digits;
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
  decimal.exponent -= static_cast<int>(fraction);
  return decimal;
}

std::optional<Decimal> lowered(Decimal decimal, int exponent) {
  for (; decimal.exponent > exponent; --decimal.exponent) {
    if (decimal.digits > kLargest || decimal.digits < -kLargest) return std::nullopt;
    decimal.digits *= 10;
  }
  return decimal;
}

double to_double(const Decimal& decimal) {
  const bool negative = decimal.digits < 0;
  auto rest = negative ? -decimal.digits : decimal.digits;
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest > 0);
  if (negative) text.push_back('-');
  std::reverse(text.begin(), text.end());
  text += 'e' + std::to_string(decimal.exponent);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<double> decimal_sum(const Value& a, const Value& b, int sign) {
  const auto x = decimal_of(a), y = decimal_of(b);
  if (!x || !y) return std::nullopt;
  const int exponent = std::min(x->exponent, y->exponent);
  const auto left = lowered(*x, exponent), right = lowered(*y, exponent);
  if (!left || !right) return std::nullopt;
  return to_double({left->digits + sign * right->digits, exponent});
}

Value finite(double value) {
  return Value(std::isfinite(value) ? value
                                    : std::copysign(std::numeric_limits<double>::max(), value));
}

} // namespace

Value to_number(const Value& value) {
  if (value.is_number()) return value;
  if (!value.is_string()) return Value(0);
  std::string_view text = value.as_string();
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  size_t end = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  size_t fraction = end;
  if (fraction + 1 < text.size() && text[fraction] == '.' && is_digit(text[fraction + 1])) {
    ++fraction;
    while (fraction < text.size() && is_digit(text[fraction])) ++fraction;
  }
  const size_t last = text.find_last_not_of(" \t\r\n");
  const bool whole_text = last == std::string_view::npos || fraction == last + 1;
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    --end;
    --fraction;
  }
  if (fraction > end && whole_text) {
    double number = 0;
    std::from_chars(text.data(), text.data() + fraction, number);
    return Value(number);
  }
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + end, number);
  return Value(number);
}

int64_t whole_number(const Value& value) {
  const Value number = to_number(value);
  if (number.is_integer()) return number.as_integer();
  const double cut = std::trunc(number.as_number());
  if (cut >= 9.2e18) return INT64_MAX;
  if (cut <= -9.2e18) return INT64_MIN;
  return static_cast<int64_t>(cut);
}

std::optional<int64_t> strict_integer(const Value& value) {
  if (value.is_integer()) return value.as_integer();
  if (!value.is_string()) return std::nullopt;
  std::string_view text = value.as_string();
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Value sum_of(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    int64_t sum = 0;
    if (!__builtin_add_overflow(a.as_integer(), b.as_integer(), &sum)) return Value(sum);
  }
  return finite(decimal_sum(a, b, 1).value_or(a.as_number() + b.as_number()));
}

Value difference_of(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    int64_t difference = 0;
    if (!__builtin_sub_overflow(a.as_integer(), b.as_integer(), &difference)) {
      return Value(difference);
    }
  }
  return finite(decimal_sum(a, b, -1).value_or(a.as_number() - b.as_number()));
}

Value product_of(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    int64_t product = 0;
    if (!__builtin_mul_overflow(a.as_integer(), b.as_integer(), &product)) return Value(product);
  }
  const auto x = decimal_of(a), y = decimal_of(b);
  Wide digits = 0;
  const bool fits = x && y && !__builtin_mul_overflow(x->digits, y->digits, &digits);
  if (!fits) return finite(a.as_number() * b.as_number());
  return finite(to_double({digits, x->exponent + y->exponent}));
}

double rounded(double value, int64_t places) {
  const auto decimal = decimal_of(Value(value));
  if (!decimal || places > 300 || -places < decimal->exponent) return value;
  Decimal at = *decimal;
  int last = 0; // of the digits cut off, the first
  while (at.exponent < -places) {
    last = static_cast<int>(at.digits % 10);
    at.digits /= 10;
    ++at.exponent;
    if (at.digits == 0 && at.exponent < -places) last = 0;
    if (at.digits == 0 && at.exponent < -places) at.exponent = static_cast<int>(-places);
  }
  if (last >= 5) ++at.digits;
  if (last <= -5) --at.digits;
  return to_double(at);
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string characters(std::string_view text, int64_t first, int64_t count) {
  const auto size = static_cast<int64_t>(count_characters(text));
  if (first < 0) first += size;
  if (first < 0 || first >= size || count <= 0) return {};
  const int64_t last = count < size - first ? first + count : size;
  int64_t index = -1;
  std::string out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++index;
    if (index >= first && index < last) out.push_back(c);
  }
  return out;
}

} // namespace beckon::liquid
