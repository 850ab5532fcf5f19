// How values become numbers, and decimal arithmetic: 10.1 + 2.2 is 12.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/value.h"

namespace beckon::liquid {

// Numbers as they are; texts by what they begin with ("5 apples" is 5, "3.5" is 3.5, others 0);
// everything else is 0.
schema::Value to_number(const schema::Value& value);
// The same, cut to a whole number.
int64_t whole_number(const schema::Value& value);
// A whole number, or a text that is nothing but one; nothing for all others.
std::optional<int64_t> strict_integer(const schema::Value& value);

// REQUIRES: numbers. Whole numbers give whole numbers where they fit.
schema::Value sum_of(const schema::Value& a, const schema::Value& b);
schema::Value difference_of(const schema::Value& a, const schema::Value& b);
schema::Value product_of(const schema::Value& a, const schema::Value& b);
// Rounds half away from zero to `places` decimals.
double rounded(double value, int64_t places);

// Characters of UTF-8.
size_t count_characters(std::string_view text);
// `count` characters from `first` on; a negative `first` counts from the end. Empty when out of
// reach.
std::string characters(std::string_view text, int64_t first, int64_t count);

} // namespace beckon::liquid
