// The words of the language, in one table: how each operator of a test is written in text.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace beckon::segment::text {

// What follows an operator's words.
enum class Operand : uint8_t {
  value,    // "FR", 5, true
  yes,      // nothing: the operand is true
  no,       // nothing: the operand is false
  list,     // ("FR", "BE")
  range,    // 1 and 5
  duration, // 30d
  held,     // "pro" for >= 7d
  item,     // (price > 5 and not sold = true)
};

struct OperatorWords {
  std::string_view op;    // in JSON
  std::string_view words; // in text: a symbol, or words with one space between them
  Operand operand;
};

std::span<const OperatorWords> operator_words();
std::vector<std::string_view> operator_spellings(); // for hints

// The operator meant by a word that other languages have for it: "=" for "is"; else empty.
std::string_view operator_for(std::string_view foreign_word);

// Whether a path must not begin with this name unless it stands in quotes: any case.
bool is_reserved(std::string_view name);

// Keywords are the same in any case (of ASCII).
bool same_word(std::string_view a, std::string_view b);

} // namespace beckon::segment::text
