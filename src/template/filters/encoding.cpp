// base64_decode, base64_encode, base64_url_safe_decode, base64_url_safe_encode, sha256, url_decode,
// url_encode.
#include "base/ascii.h"
#include "base/crypto.h"
#include "template/filters/registry.h"
#include "template/render.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

Operand apply_base64_encode(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  return Value(to_base64(text_of(subject, &scratch)));
}

Operand apply_base64_url_safe_encode(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  std::string text = to_base64url(text_of(subject, &scratch));
  text.append((4 - text.size() % 4) % 4, '=');
  return Value(std::move(text));
}

Operand decoded(const Operand& subject, bool url_safe) {
  if (subject.is_nil()) return Value("");
  const bool is_text = subject.value().is_string();
  std::string text = is_text ? subject.value().as_string() : std::string();
  while (url_safe && text.ends_with('=')) text.pop_back();
  auto bytes = url_safe ? from_base64url(text) : from_base64(text);
  if (!is_text || !bytes) fail_render("the text is no base64");
  return Value(std::move(*bytes));
}

template <bool UrlSafe>
Operand apply_base64_decode(const Operand& subject, const FilterArguments&) {
  return decoded(subject, UrlSafe);
}

// The hexadecimal digest of the text's bytes.
Operand apply_sha256(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  return Value(to_hex(as_text(sha256(text_of(subject, &scratch)))));
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

// As in the query of an address: a blank is a plus.
Operand apply_url_encode(const Operand& subject, const FilterArguments&) {
  std::string scratch, out;
  for (const char c : text_of(subject, &scratch)) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) out.push_back(c);
    else if (c == ' ') out.push_back('+');
    else out.append({'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]});
  }
  return Value(std::move(out));
}

Operand apply_url_decode(const Operand& subject, const FilterArguments&) {
  std::string scratch, out;
  const std::string_view text = text_of(subject, &scratch);
  for (size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                         hex_digit(text[i + 2]) >= 0;
    if (encoded) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return Value(std::move(out));
}

} // namespace

std::span<const Filter> encoding_filters() {
  static const std::array<Filter, 7> filters = {{
      {"base64_decode", 0, 0, {}, "event.token | base64_decode", apply_base64_decode<false>},
      {"base64_encode", 0, 0, {}, "profile.email | base64_encode", apply_base64_encode},
      {"base64_url_safe_decode",
       0,
       0,
       {},
       "event.token | base64_url_safe_decode",
       apply_base64_decode<true>},
      {"base64_url_safe_encode",
       0,
       0,
       {},
       "profile.email | base64_url_safe_encode",
       apply_base64_url_safe_encode},
      {"sha256", 0, 0, {}, "profile.email | downcase | sha256", apply_sha256},
      {"url_decode", 0, 0, {}, "event.query | url_decode", apply_url_decode},
      {"url_encode", 0, 0, {}, "profile.email | url_encode", apply_url_encode},
  }};
  return filters;
}

} // namespace beckon::liquid
