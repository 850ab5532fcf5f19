// json, money, ordinal, pluralize, possessive: what messages to customers need.
#include <cmath>

#include "schema/json.h"
#include "template/convert.h"
#include "template/filters/registry.h"
#include "template/locale.h"
#include "template/render.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

// JSON that may stand in a script: nothing in it ends one.
Operand apply_json(const Operand& subject, const FilterArguments&) {
  std::string json, out;
  schema::append_json(&json, subject.value());
  for (const char c : json) {
    if (c == '<') out.append("\\u003c");
    else if (c == '>') out.append("\\u003e");
    else if (c == '&') out.append("\\u0026");
    else out.push_back(c);
  }
  return Value(std::move(out));
}

std::string grouped(const std::string& digits, std::string_view group) {
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out.append(group);
    out.push_back(digits[i]);
  }
  return out;
}

// An amount with the currency's decimals: "€1,234.50" in English, "1.234,50 €" in German.
Operand apply_money(const Operand& subject, const FilterArguments& arguments) {
  std::string scratch;
  const std::string_view code =
      arguments.positional.empty() ? "USD" : text_of(arguments.positional[0], &scratch);
  const Currency* known = find_currency(code);
  const Currency currency = known != nullptr ? *known : Currency{code, code, 2};
  const Locale& locale = locale_of(arguments);
  double scaled = rounded(to_number(subject.value()).as_number(), currency.decimals);
  if (std::fabs(scaled) >= 9e15) fail_render("the amount of money is too large");
  const bool negative = scaled < 0;
  const double unit = std::pow(10.0, currency.decimals);
  const auto minor = static_cast<uint64_t>(std::llround(std::fabs(scaled) * unit));
  const auto per_major = static_cast<uint64_t>(unit);
  std::string text = grouped(std::to_string(minor / per_major), locale.group);
  if (currency.decimals > 0) {
    const std::string fraction = std::to_string(minor % per_major + per_major).substr(1);
    text.append(locale.decimal).append(fraction);
  }
  const bool is_word = known == nullptr || currency.symbol.size() > 3;
  if (locale.symbol_behind) text.append("\u00a0").append(currency.symbol);
  else text.insert(0, std::string(currency.symbol) + (is_word ? "\u00a0" : ""));
  return Value(negative ? "-" + text : text);
}

// 1st, 2nd, 3rd, 4th … 11th.
Operand apply_ordinal(const Operand& subject, const FilterArguments&) {
  const int64_t number = whole_number(subject.value());
  const int64_t last = std::abs(number % 10), two = std::abs(number % 100);
  std::string_view ending = "th";
  if (two < 11 || two > 13) {
    if (last == 1) ending = "st";
    if (last == 2) ending = "nd";
    if (last == 3) ending = "rd";
  }
  return Value(std::to_string(number).append(ending));
}

// The word that goes with a number of things.
Operand apply_pluralize(const Operand& subject, const FilterArguments& arguments) {
  const bool one = schema::compare_numbers(to_number(subject.value()), Value(1)) == 0;
  return arguments.positional[one ? 0 : 1];
}

// "Ann's", "James'"; nothing for nobody.
Operand apply_possessive(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  std::string text(text_of(subject, &scratch));
  if (text.empty()) return Value("");
  const char last = text.back();
  text.append(last == 's' || last == 'S' ? "’" : "’s");
  Operand result = Value(std::move(text));
  return result.mark_safe(subject.safe());
}

} // namespace

std::span<const Filter> marketing_filters() {
  static const std::array<Filter, 5> filters = {{
      {"json", 0, 0, {}, "event.items | json", apply_json},
      {"money", 0, 1, {"locale"}, "event.total | money: \"EUR\"", apply_money},
      {"ordinal", 0, 0, {}, "profile.orders | ordinal", apply_ordinal},
      {"pluralize", 2, 2, {}, "event.quantity | pluralize: \"item\", \"items\"", apply_pluralize},
      {"possessive", 0, 0, {}, "profile.first_name | possessive", apply_possessive},
  }};
  return filters;
}

} // namespace beckon::liquid
