// The writers of json.h.
#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>

#include "schema/json.h"
#include "schema/json_number.h"

namespace beckon::schema {
namespace {

enum class Style : uint8_t { compact, canonical };

// A whole number is written as an integer, because 5.0 equals 5 and equal values get equal text.
void append_canonical_number(std::string* out, double value) {
  const bool fits_integer = value >= -0x1p63 && value < 0x1p63;
  if (fits_integer && value == std::trunc(value))
    append_json_number(out, static_cast<int64_t>(value));
  else append_json_number(out, value);
}

std::vector<const Member*> ordered_members(const Object& object, Style style) {
  std::vector<const Member*> members;
  members.reserve(object.size());
  for (const Member& member : object) members.push_back(&member);
  if (style == Style::canonical) {
    std::sort(members.begin(), members.end(),
              [](const Member* a, const Member* b) { return a->key < b->key; });
  }
  return members;
}

void append_value(std::string* out, const Value& value, Style style);

void append_array(std::string* out, const Array& items, Style style) {
  *out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) *out += ',';
    append_value(out, items[i], style);
  }
  *out += ']';
}

void append_member(std::string* out, const Member& member, Style style) {
  append_json_string(out, member.key);
  *out += ':';
  append_value(out, member.value, style);
}

void append_object(std::string* out, const Object& object, Style style) {
  *out += '{';
  bool first = true;
  const auto separate = [&] {
    if (!first) *out += ',';
    first = false;
  };
  if (style == Style::compact) {
    for (const Member& member : object) {
      separate();
      append_member(out, member, style);
    }
  } else {
    for (const Member* member : ordered_members(object, style)) {
      separate();
      append_member(out, *member, style);
    }
  }
  *out += '}';
}

void append_value(std::string* out, const Value& value, Style style) {
  switch (value.kind()) {
    case Kind::null: *out += "null"; return;
    case Kind::boolean: *out += value.as_bool() ? "true" : "false"; return;
    case Kind::integer: append_json_number(out, value.as_integer()); return;
    case Kind::number:
      if (style == Style::canonical) append_canonical_number(out, value.as_number());
      else append_json_number(out, value.as_number());
      return;
    case Kind::string: append_json_string(out, value.as_string()); return;
    case Kind::array: append_array(out, value.as_array(), style); return;
    case Kind::object: append_object(out, value.as_object(), style); return;
  }
}

void append_pretty(std::string* out, const Value& value, size_t indent) {
  const bool is_container = (value.is_array() || value.is_object()) && value.size() > 0;
  if (!is_container) {
    append_value(out, value, Style::compact);
    return;
  }
  const std::string line = "\n" + std::string(indent + 2, ' ');
  *out += value.is_array() ? '[' : '{';
  bool first = true;
  const auto begin_line = [&] {
    if (!first) *out += ',';
    first = false;
    *out += line;
  };
  if (value.is_array()) {
    for (const Value& item : value.as_array()) {
      begin_line();
      append_pretty(out, item, indent + 2);
    }
  } else {
    for (const Member& member : value.as_object()) {
      begin_line();
      append_json_string(out, member.key);
      *out += ": ";
      append_pretty(out, member.value, indent + 2);
    }
  }
  *out += '\n';
  out->append(indent, ' ');
  *out += value.is_array() ? ']' : '}';
}

void append_escape(std::string* out, unsigned char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"': *out += "\\\""; return;
    case '\\': *out += "\\\\"; return;
    case '\b': *out += "\\b"; return;
    case '\f': *out += "\\f"; return;
    case '\n': *out += "\\n"; return;
    case '\r': *out += "\\r"; return;
    case '\t': *out += "\\t"; return;
    default: break;
  }
  *out += "\\u00";
  *out += kHex[c >> 4];
  *out += kHex[c & 15];
}

// How many bytes at the beginning need no escape, eight at a time: at most the last seven of them
// are left to be looked at.
size_t plain_start(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101ULL, kHigh = 0x80 * kOnes;
  const auto has_zero = [](uint64_t word) { return (word - kOnes) & ~word & kHigh; };
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    const uint64_t control = (word - 0x20 * kOnes) & ~word & kHigh;
    if ((control | has_zero(word ^ ('"' * kOnes)) | has_zero(word ^ ('\\' * kOnes))) != 0) break;
  }
  return at;
}

} // namespace

void append_json_number(std::string* out, int64_t value) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out->append(text.data(), end);
}

void append_json_number(std::string* out, double value) {
  assert(std::isfinite(value));
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  const std::string_view digits(text.data(), static_cast<size_t>(end - text.data()));
  *out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) *out += ".0";
}

void append_json_string(std::string* out, std::string_view text) {
  *out += '"';
  size_t copied = 0;
  for (size_t i = plain_start(text); i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.substr(copied, i - copied));
    append_escape(out, c);
    copied = i + 1;
  }
  out->append(text.substr(copied));
  *out += '"';
}

void append_json(std::string* out, const Value& value) { append_value(out, value, Style::compact); }

std::string to_json(const Value& value) {
  std::string out;
  append_json(&out, value);
  return out;
}

std::string to_pretty_json(const Value& value) {
  std::string out;
  append_pretty(&out, value, 0);
  return out;
}

std::string to_canonical_json(const Value& value) {
  std::string out;
  append_value(&out, value, Style::canonical);
  return out;
}

} // namespace beckon::schema
