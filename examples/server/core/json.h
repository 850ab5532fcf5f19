// JSON in the server: nlohmann's type, read with the limits that hostile input needs.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace server {

using Json = nlohmann::json;

// The engine checks each document against its own, tighter limits; this one keeps the reading and
// writing of them off the end of the stack. The batch around the records needs two levels of its
// own.
inline constexpr size_t kJsonDepth = 64;

// A whole document. Throws Problem 400 invalid_json (with line and column, and for a duplicate
// key its name) or 400 limit_exceeded (nested deeper than kJsonDepth).
Json parse_json(std::string_view text);

// Compact text. REQUIRES: every string in it is UTF-8.
std::string to_text(const Json& value);

bool is_utf8(const std::string& text);

// One more reference token on a JSON pointer (RFC 6901).
std::string pointer_join(std::string_view base, std::string_view token);

} // namespace server
