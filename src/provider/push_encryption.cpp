#include "provider/push_encryption.h"

#include "base/crypto.h"
#include "base/elliptic.h"
#include "base/error.h"
#include "base/limits.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr size_t kSecretBytes = 16, kKeyBytes = 16, kNonceBytes = 12;

// One step of HKDF (RFC 5869): the first `size` bytes, at most 32, of what a key expands to.
std::string expand(std::string_view key, std::string info, size_t size) {
  info += '\1';
  return std::string(as_text(hmac_sha256(key, info)).substr(0, size));
}

// Browsers write base64url without padding; some libraries pad.
std::optional<std::string> decoded(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  return from_base64url(text);
}

// Salt, record size, and the ephemeral public key as the key's id.
std::string header_of(std::string_view salt, std::string_view public_key) {
  std::string header(salt);
  header += "\0\0\x10\0"sv; // 4096
  header += static_cast<char>(public_key.size());
  return header.append(public_key);
}

} // namespace

std::optional<Subscription> read_subscription(std::string_view text) {
  schema::ReadLimits limits;
  limits.bytes = limits::push_token_bytes;
  schema::Value value;
  try {
    value = schema::parse_json(text, limits);
  } catch (const Error&) {
    return std::nullopt;
  }
  const schema::Value* keys = value.find("keys");
  if (keys == nullptr || !keys->is_object()) return std::nullopt;
  Subscription found;
  found.endpoint = schema::text_member(value, "endpoint");
  const auto key = decoded(schema::text_member(*keys, "p256dh")),
             secret = decoded(schema::text_member(*keys, "auth"));
  const bool whole = found.endpoint.rfind("https://", 0) == 0 && key &&
                     key->size() == kP256PointBytes && secret && secret->size() == kSecretBytes;
  if (!whole) return std::nullopt;
  found.key = *key;
  found.secret = *secret;
  return found;
}

std::string push_origin(std::string_view endpoint) {
  const size_t host = endpoint.find("://");
  if (host == std::string_view::npos) return {};
  return std::string(endpoint.substr(0, endpoint.find_first_of("/?#", host + 3)));
}

std::optional<std::string> encrypt_push(const Subscription& to, std::string_view text,
                                        std::string_view private_key, std::string_view salt) {
  const auto public_key = p256_public_key(private_key);
  const auto shared = p256_shared_secret(private_key, to.key);
  if (!public_key || !shared) return std::nullopt;
  const std::string whole = "WebPush: info\0"s + to.key + *public_key;
  const std::string both(as_text(hmac_sha256(to.secret, *shared)));
  const std::string input = expand(both, whole, 32);
  const std::string random(as_text(hmac_sha256(salt, input)));
  const std::string key = expand(random, "Content-Encoding: aes128gcm\0"s, kKeyBytes);
  const std::string nonce = expand(random, "Content-Encoding: nonce\0"s, kNonceBytes);
  const std::string record = std::string(text) + '\2'; // the last one, without padding
  return header_of(salt, *public_key) + seal_aes128_gcm(key, nonce, record);
}

} // namespace beckon::provider
