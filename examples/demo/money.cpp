#include "money.h"

#include <charconv>

namespace demo {
namespace {

std::string two_digits(int64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::optional<int64_t> parse_cents(std::string_view text) {
  const size_t point = text.find('.');
  if (point == std::string_view::npos || text.size() != point + 3) return std::nullopt;
  const std::string_view whole = text.substr(0, point), part = text.substr(point + 1);
  constexpr size_t kMostDigits = 15; // 100 times as much still fits
  if (!is_number(whole) || !is_number(part) || whole.size() > kMostDigits) return std::nullopt;
  int64_t amount = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), amount);
  return amount * 100 + (part[0] - '0') * 10 + (part[1] - '0');
}

std::string plain_amount(int64_t cents) {
  return std::to_string(cents / 100) + "." + two_digits(cents % 100);
}

std::string grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t digits = 3; digits < text.size(); digits += 4) {
    text.insert(text.size() - digits, ",");
  }
  return text;
}

std::string dollars(int64_t cents) {
  return "$" + grouped(static_cast<uint64_t>(cents / 100)) + "." + two_digits(cents % 100);
}

} // namespace demo
