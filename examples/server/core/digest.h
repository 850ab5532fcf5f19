// The few pieces of cryptography a server needs, from OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace server {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view bytes);

// Takes the same time wherever the two differ.
bool equal_in_constant_time(const Digest& left, const Digest& right);

std::string base64(std::string_view bytes);

// Standard alphabet with padding. Empty on anything else.
std::optional<std::string> base64_decode(std::string_view text);

// So many bytes from the system's generator, in lower-case hex.
std::string random_hex(size_t bytes);

} // namespace server
