#include "message/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "message/utf8.h"

namespace beckon::message {
namespace {

struct Reference {
  std::string_view name;
  uint32_t code;
};

// Latin-1 in code order from 160 on, then the rest.
constexpr std::array<std::string_view, 96> kLatin1 = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",
    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn",
    "sup2",   "sup3",   "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",
    "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave",
    "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde",
    "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

constexpr std::array<Reference, 44> kOthers = {{
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},
    {"apos", '\''},     {"euro", 0x20ac},   {"hellip", 0x2026}, {"ndash", 0x2013},
    {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"sbquo", 0x201a},
    {"ldquo", 0x201c},  {"rdquo", 0x201d},  {"bdquo", 0x201e},  {"bull", 0x2022},
    {"dagger", 0x2020}, {"Dagger", 0x2021}, {"permil", 0x2030}, {"lsaquo", 0x2039},
    {"rsaquo", 0x203a}, {"trade", 0x2122},  {"larr", 0x2190},   {"uarr", 0x2191},
    {"rarr", 0x2192},   {"darr", 0x2193},   {"harr", 0x2194},   {"minus", 0x2212},
    {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},     {"OElig", 0x152},
    {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},  {"Yuml", 0x178},
    {"ensp", 0x2002},   {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200c},
    {"zwj", 0x200d},    {"check", 0x2713},  {"hearts", 0x2665}, {"infin", 0x221e},
}};

uint32_t named_code(std::string_view name) {
  const auto other = std::find_if(kOthers.begin(), kOthers.end(),
                                  [&](const Reference& row) { return row.name == name; });
  if (other != kOthers.end()) return other->code;
  const auto latin = std::find(kLatin1.begin(), kLatin1.end(), name);
  return latin == kLatin1.end() ? 0 : 160 + static_cast<uint32_t>(latin - kLatin1.begin());
}

// Of "8364" or "x20ac"; 0 when it is no number.
uint32_t numeric_code(std::string_view digits) {
  const bool hex = !digits.empty() && (digits.front() == 'x' || digits.front() == 'X');
  if (hex) digits.remove_prefix(1);
  uint32_t code = 0;
  const char* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, code, hex ? 16 : 10);
  if (result.ptr != end || digits.empty()) return 0;
  const bool scalar =
      result.ec == std::errc() && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return scalar && code != 0 ? code : 0xfffd;
}

} // namespace

size_t append_reference(std::string* out, std::string_view text) {
  constexpr size_t kLongest = 12; // "&#x0010ffff;"
  if (text.size() < 4 || text.front() != '&') return 0;
  const size_t semicolon = text.substr(0, kLongest).find(';');
  if (semicolon == std::string_view::npos) return 0;
  const std::string_view name = text.substr(1, semicolon - 1);
  const uint32_t code = name.substr(0, 1) == "#" ? numeric_code(name.substr(1)) : named_code(name);
  if (code == 0) return 0;
  append_character(out, code);
  return semicolon + 1;
}

std::string without_references(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = append_reference(&out, text);
    if (length == 0) out += text.front();
    text.remove_prefix(std::max<size_t>(1, length));
  }
  return out;
}

} // namespace beckon::message
