// Character references of HTML.
#pragma once

#include <string>
#include <string_view>

namespace beckon::message {

// Appends what the reference that begins `text` ("&amp;", "&#8364;", "&#x20ac;") stands for and
// returns its length; 0 and nothing appended when none begins there. Knows the references of
// HTML 4 that mail uses; the closing semicolon is required.
size_t append_reference(std::string* out, std::string_view text);
// The text with every reference replaced.
std::string without_references(std::string_view text);

} // namespace beckon::message
