// Addresses as keys: normal forms, and the hash under which suppressions are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon::message {

// Lower-cased domain and local part, trimmed; empty when it is no address that could be mailed to
// (RFC 5321 sizes, one @, no spaces or controls).
std::optional<std::string> normalize_email(std::string_view text);
// E.164: + and 8 to 15 digits; spaces, dots, dashes and brackets are dropped; "00" becomes "+".
std::optional<std::string> normalize_phone(std::string_view text);

} // namespace beckon::message
