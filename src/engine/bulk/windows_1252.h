// Text of older spreadsheets.
#pragma once

#include <string>
#include <string_view>

namespace beckon::engine::bulk {

// The bytes of code page 1252 as UTF-8; the five that it leaves open become U+FFFD.
std::string from_windows_1252(std::string_view bytes);

} // namespace beckon::engine::bulk
