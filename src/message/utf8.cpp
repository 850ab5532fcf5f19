#include "message/utf8.h"

namespace beckon::message {

size_t character_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() < length) return 0;
  // The second byte also rules out overlong forms, surrogates and what lies above U+10FFFF.
  uint8_t low = 0x80, high = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  return length;
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    size_t sound = 0; // most of what comes is
    for (size_t length = 1; length > 0; sound += length) {
      length = character_length(text.substr(sound));
    }
    out.append(text.substr(0, sound));
    text.remove_prefix(sound);
    if (text.empty()) break;
    append_character(&out, 0xfffd);
    text.remove_prefix(1);
  }
  return out;
}

void append_character(std::string* out, uint32_t code) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += {static_cast<char>(0xc0 | code >> 6), tail(0)};
  } else if (code < 0x10000) {
    *out += {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  } else {
    *out += {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
  }
}

} // namespace beckon::message
