// Letter case of text.h. A table of ranges in place of towupper, which follows the locale.
#include <array>
#include <cstdint>

#include "template/text.h"

namespace beckon::liquid {
namespace {

// Small letters first, first + step … last; the capital is `shift` further.
struct CaseRange {
  uint32_t first, last, step;
  int32_t shift;
};

constexpr std::array<CaseRange, 31> kRanges = {{
    {0x61, 0x7a, 1, -32},                           // ASCII
    {0xe0, 0xf6, 1, -32},                           // Latin-1
    {0xf8, 0xfe, 1, -32},    {0xff, 0xff, 1, 0x79}, // ÿ
    {0x101, 0x12f, 2, -1},                          // Latin Extended-A
    {0x133, 0x137, 2, -1},   {0x13a, 0x148, 2, -1},  {0x14b, 0x177, 2, -1},  {0x17a, 0x17e, 2, -1},
    {0x1a1, 0x1a5, 2, -1}, // Latin Extended-B: what living alphabets use of it
    {0x1b0, 0x1b0, 1, -1},   {0x1ce, 0x1dc, 2, -1},  {0x1df, 0x1ef, 2, -1},  {0x1f9, 0x21f, 2, -1},
    {0x223, 0x233, 2, -1},   {0x3ac, 0x3ac, 1, -38}, // Greek
    {0x3ad, 0x3af, 1, -37},  {0x3b1, 0x3c1, 1, -32}, {0x3c3, 0x3cb, 1, -32}, {0x3cc, 0x3cc, 1, -64},
    {0x3cd, 0x3ce, 1, -63},  {0x430, 0x44f, 1, -32}, // Cyrillic
    {0x450, 0x45f, 1, -80},  {0x461, 0x481, 2, -1},  {0x48b, 0x4bf, 2, -1},  {0x4c2, 0x4ce, 2, -1},
    {0x4cf, 0x4cf, 1, -15},  {0x4d1, 0x52f, 2, -1},  {0x561, 0x586, 1, -48}, // Armenian
    {0x1e01, 0x1e95, 2, -1}, // Latin Extended Additional
    {0x1ea1, 0x1eff, 2, -1},
}};

bool contains(const CaseRange& range, int64_t letter, int64_t shift) {
  const int64_t first = range.first + shift;
  return letter >= first && letter <= range.last + shift && (letter - first) % range.step == 0;
}

void append_utf8(std::string* out, uint32_t code) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xc0 | code >> 6);
    *out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    *out += static_cast<char>(0xe0 | code >> 12);
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    *out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// One character, or one byte where the text is no UTF-8. All letters with case of the table have
// at most three bytes; longer sequences go through byte by byte unchanged.
struct Character {
  uint32_t code;
  size_t bytes;
  bool letter; // `code` is a code point, not a stray byte
};

Character first_character(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(text[i])); };
  const auto continues = [&](size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  if ((lead & 0xe0) == 0xc0 && continues(1)) {
    return {(lead & 0x1f) << 6 | (byte(1) & 0x3f), 2, true};
  }
  if ((lead & 0xf0) == 0xe0 && continues(1) && continues(2)) {
    return {(lead & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3, true};
  }
  return {lead, 1, false};
}

void append_upper(std::string* out, uint32_t code) {
  if (code == 0xdf) { // ß
    *out += "SS";
    return;
  }
  if (code == 0x131) code = 'I';   // ı
  if (code == 0x3c2) code = 0x3a3; // final sigma
  for (const CaseRange& range : kRanges) {
    if (!contains(range, code, 0)) continue;
    append_utf8(out, static_cast<uint32_t>(static_cast<int64_t>(code) + range.shift));
    return;
  }
  append_utf8(out, code);
}

void append_lower(std::string* out, uint32_t code) {
  if (code == 0x130) { // İ: i with the dot kept
    *out += "i\u0307";
    return;
  }
  for (const CaseRange& range : kRanges) {
    if (!contains(range, code, range.shift)) continue;
    append_utf8(out, static_cast<uint32_t>(static_cast<int64_t>(code) - range.shift));
    return;
  }
  append_utf8(out, code);
}

enum class Case : uint8_t { upper, lower };

void append_in_case(std::string* out, std::string_view text, Case wanted) {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.letter) *out += text.front();
    else if (wanted == Case::upper) append_upper(out, character.code);
    else append_lower(out, character.code);
    text.remove_prefix(character.bytes);
  }
}

} // namespace

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_in_case(&out, text, Case::upper);
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_in_case(&out, text, Case::lower);
  return out;
}

std::string capitalized(std::string_view text) {
  std::string out;
  if (text.empty()) return out;
  const size_t first = first_character(text).bytes;
  append_in_case(&out, text.substr(0, first), Case::upper);
  append_in_case(&out, text.substr(first), Case::lower);
  return out;
}

} // namespace beckon::liquid
