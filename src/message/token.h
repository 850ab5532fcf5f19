// Signed tokens for links: base64url(version | key id | payload) "." base64url(HMAC-SHA256, 16
// bytes).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace beckon::message {

// Keys by id; the newest signs, all verify, so that keys can be rotated.
struct TokenKeys {
  uint8_t current = 1;
  std::map<uint8_t, std::string> secrets;
};

std::string sign_token(const TokenKeys& keys, std::string_view payload);
// The payload, or empty when the token is malformed, altered or of an unknown key. Compares in
// constant time.
std::optional<std::string> verify_token(const TokenKeys& keys, std::string_view token);

} // namespace beckon::message
