// UTF-8 by characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace beckon::message {

// Length in bytes of the well-formed character that begins `text`; 0 when there is none.
size_t character_length(std::string_view text);
// The text with U+FFFD in place of every byte that belongs to no character.
std::string repaired_utf8(std::string_view text);
// REQUIRES: a Unicode scalar value.
void append_character(std::string* out, uint32_t code);

} // namespace beckon::message
