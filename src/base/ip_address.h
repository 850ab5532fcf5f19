// IP addresses as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon {

// The network that an address is in, as its first address: of IPv4 the first 24 bits (198.51.100.7
// → 198.51.100.0), of IPv6 the first 48. An IPv4 address written as IPv6 (::ffff:198.51.100.7) is
// one of IPv4. Nothing when the text is no address.
std::optional<std::string> truncate_ip(std::string_view text);

} // namespace beckon
