// SHA-256, HMAC, random bytes and text encodings, over OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beckon {

using Digest = std::array<uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes);
// From the operating system; throws internal when there is none.
std::string random_bytes(size_t count);
// Whether two strings are equal, in time that depends on their lengths alone.
bool equal_constant_time(std::string_view a, std::string_view b);

std::string_view as_text(const Digest& digest); // the 32 raw bytes, borrowed
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text); // two digits a byte, either case
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text); // padded, strict
std::string to_base64url(std::string_view bytes);              // no padding
std::optional<std::string> from_base64url(std::string_view text);

} // namespace beckon
