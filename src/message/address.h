// Addresses as keys: normal forms, and the hash under which suppressions are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon::message {

// Lower-cased domain and local part, trimmed; empty when it is no address that could be mailed to
// over plain SMTP: ASCII (an international domain comes as punycode, xn--…), RFC 5321 sizes, one @,
// no quoted local part, no spaces or controls.
std::optional<std::string> normalize_email(std::string_view text);
// E.164: + and 8 to 15 digits; spaces, dots, dashes, slashes and brackets are dropped, "(0)" whole;
// "00" becomes "+". Empty without one of the two: the country is unknown.
std::optional<std::string> normalize_phone(std::string_view text);

} // namespace beckon::message
