#include "template/text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "schema/json.h"

namespace beckon::liquid {
namespace {

// As Ruby writes them, whose language this is: plain from 1e-4 up to 1e16, else "1.0e+16".
void append_fraction(std::string* out, double value) {
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 40> buffer;
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  const std::string_view digits(buffer.data(), static_cast<size_t>(end - buffer.data()));
  const size_t exponent = std::min(digits.find('e'), digits.size());
  out->append(digits.substr(0, exponent));
  if (digits.find('.') == std::string_view::npos) out->append(".0");
  out->append(digits.substr(exponent));
}

// What stands for a character that would be markup, by the number that kReferenceOf gives it.
constexpr std::array<std::string_view, 6> kReferences = {"",     "&amp;",  "&lt;",
                                                         "&gt;", "&quot;", "&#39;"};
constexpr std::array<uint8_t, 256> kReferenceOf = [] {
  std::array<uint8_t, 256> numbers{};
  numbers['&'] = 1;
  numbers['<'] = 2;
  numbers['>'] = 3;
  numbers['"'] = 4;
  numbers['\''] = 5;
  return numbers;
}();

} // namespace

void append_text(std::string* out, const schema::Value& value) {
  switch (value.kind()) {
    case schema::Kind::null: return;
    case schema::Kind::boolean: out->append(value.as_bool() ? "true" : "false"); return;
    case schema::Kind::integer: out->append(std::to_string(value.as_integer())); return;
    case schema::Kind::number: append_fraction(out, value.as_number()); return;
    case schema::Kind::string: out->append(value.as_string()); return;
    case schema::Kind::array:
      for (const schema::Value& item : value.as_array()) append_text(out, item);
      return;
    case schema::Kind::object: schema::append_json(out, value); return;
  }
}

std::string_view text_of(const schema::Value& value, std::string* scratch) {
  if (value.is_string()) return value.as_string();
  scratch->clear();
  append_text(scratch, value);
  return *scratch;
}

std::string_view text_of(const Operand& operand, std::string* scratch) {
  if (operand.kind() == Operand::Kind::value) return text_of(operand.value(), scratch);
  scratch->clear();
  if (operand.kind() == Operand::Kind::range) {
    *scratch = std::to_string(operand.range().first) + ".." + std::to_string(operand.range().last);
  }
  return *scratch;
}

void append_escaped(std::string* out, std::string_view text) {
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const uint8_t reference = kReferenceOf[static_cast<uint8_t>(text[i])];
    if (reference == 0) continue;
    out->append(text.data() + written, i - written);
    out->append(kReferences[reference]);
    written = i + 1;
  }
  out->append(text.data() + written, text.size() - written);
}

} // namespace beckon::liquid
