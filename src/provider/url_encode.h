// Percent-encoding by RFC 3986: everything but letters, digits and "-._~" becomes %XX.
#pragma once

#include <string>
#include <string_view>

namespace beckon::provider {

std::string url_encode(std::string_view text);
// What is no escape stands for itself. A plus sign is a plus sign.
std::string url_decode(std::string_view text);

} // namespace beckon::provider
