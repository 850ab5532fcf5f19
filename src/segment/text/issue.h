// A mistake in a text, and where: the pointer of the definition's member says nothing within it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace beckon::segment::text {

struct TextIssue {
  size_t offset = 0; // in bytes
  std::string message;
  std::string hint;
};

// "line 1, column 14, byte 13": lines and columns count from 1, columns in characters.
std::string position_text(std::string_view text, size_t offset);

} // namespace beckon::segment::text
