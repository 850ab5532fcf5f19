// Text from outside made fit for a reason.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "message/utf8.h"

namespace beckon::provider {

// At most 500 bytes of UTF-8 on one line.
inline std::string readable(std::string_view text) {
  constexpr size_t kLongest = 500;
  size_t end = std::min(text.size(), kLongest);
  const auto continues = [&] { return (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80; };
  while (end > 0 && end < text.size() && continues()) --end; // whole characters
  std::string line = message::repaired_utf8(text.substr(0, end));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

} // namespace beckon::provider
