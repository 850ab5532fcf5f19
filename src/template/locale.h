// Names of months and days, and how numbers and amounts of money are written, by language.
#pragma once

#include <array>
#include <string_view>

namespace beckon::liquid {

struct Locale {
  std::string_view language; // "en"
  std::array<std::string_view, 12> months, short_months;
  std::array<std::string_view, 7> days, short_days; // Sunday first
  std::string_view group, decimal;                  // of numbers: "," and "." in English
  bool symbol_behind = false;                       // "12,00 €" instead of "€12.00"
};

// By language, whatever follows it ("de-AT" is "de"); English for unknown ones.
const Locale& find_locale(std::string_view name);

struct Currency {
  std::string_view code, symbol;
  int decimals;
};
// Null for codes that are not known.
const Currency* find_currency(std::string_view code);

} // namespace beckon::liquid
