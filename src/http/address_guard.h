// Which network addresses lie outside the host's own networks: the guard against requests that a
// configured URL would steer to internal services.
#pragma once

#include <string_view>

struct sockaddr;

namespace beckon::http {

// Whether the address is on the public Internet: not loopback, link-local, private, shared,
// multicast, reserved, nor an IPv6 form that embeds such an IPv4 address.
bool is_public_address(const sockaddr& address);
// The same of an address in text form ("10.0.0.1", "::1"); false for anything else.
bool is_public_address(std::string_view text);

} // namespace beckon::http
