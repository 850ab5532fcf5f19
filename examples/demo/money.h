// Amounts as whole cents, so that sums stay exact.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

// "11.77" → 1177. Empty on anything but digits, a point and two digits.
std::optional<int64_t> parse_cents(std::string_view text);
// 1177 → "11.77"
std::string plain_amount(int64_t cents);
// 250031563 → "$2,500,315.63"
std::string dollars(int64_t cents);
// 69659 → "69,659"
std::string grouped(uint64_t number);

} // namespace demo
