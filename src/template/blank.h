// The blanks of the language.
#pragma once

#include <cstddef>
#include <string_view>

namespace beckon::liquid {

inline bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The first place at or after `from` that is no blank, or the end.
inline size_t skip_blanks(std::string_view text, size_t from) {
  while (from < text.size() && is_blank(text[from])) ++from;
  return from;
}

inline std::string_view trim_left(std::string_view text) {
  return text.substr(skip_blanks(text, 0)); // a view into the text, also when empty
}

inline std::string_view trim_right(std::string_view text) {
  size_t end = text.size();
  while (end > 0 && is_blank(text[end - 1])) --end;
  return text.substr(0, end);
}

} // namespace beckon::liquid
