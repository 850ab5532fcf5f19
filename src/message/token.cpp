#include "message/token.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/limits.h"

namespace beckon::message {
namespace {

constexpr char kVersion = 1;
constexpr size_t kSignatureBytes = 16; // 128 bits: beyond guessing, short in a link

// Over the encoded text: no second spelling of the same bytes verifies.
std::string signature(std::string_view secret, std::string_view encoded) {
  const Digest digest = hmac_sha256(secret, encoded);
  return to_base64url(as_text(digest).substr(0, kSignatureBytes));
}

} // namespace

std::string sign_token(const TokenKeys& keys, std::string_view payload) {
  const auto secret = keys.secrets.find(keys.current);
  if (secret == keys.secrets.end()) throw Error(Code::internal, "there is no key to sign with");
  std::string content = {kVersion, static_cast<char>(keys.current)};
  content += payload;
  std::string token = to_base64url(content);
  const std::string signed_part = signature(secret->second, token);
  return token + '.' + signed_part;
}

std::optional<std::string> verify_token(const TokenKeys& keys, std::string_view token) {
  if (token.size() > limits::mail_header_bytes) return std::nullopt;
  const size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view encoded = token.substr(0, dot);
  const auto content = from_base64url(encoded);
  if (!content || content->size() < 2 || content->front() != kVersion) return std::nullopt;
  const auto secret = keys.secrets.find(static_cast<uint8_t>((*content)[1]));
  if (secret == keys.secrets.end()) return std::nullopt;
  if (!equal_constant_time(signature(secret->second, encoded), token.substr(dot + 1))) {
    return std::nullopt;
  }
  return content->substr(2);
}

} // namespace beckon::message
