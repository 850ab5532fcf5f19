#include "segment/text/issue.h"

#include <algorithm>

namespace beckon::segment::text {

std::string position_text(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  size_t line = 1, column = 1;
  for (size_t i = 0; i < offset; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      ++line;
      column = 1;
    } else if ((byte & 0xC0) != 0x80) { // not the continuation of a character
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column) + ", byte " +
         std::to_string(offset);
}

} // namespace beckon::segment::text
