// Curve P-256 by bare numbers, and AES-128-GCM, over OpenSSL: what RFC 8291 encrypts push messages
// with. Every function is pure and may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon {

inline constexpr size_t kP256ScalarBytes = 32; // a private key
inline constexpr size_t kP256PointBytes = 65;  // a public key: 4, x, y

// The private key as sign_es256 takes it. Nothing unless it is 32 bytes of a number from 1 to the
// order of the curve.
std::optional<std::string> p256_pem(std::string_view scalar);
// The public key that belongs to a private one.
std::optional<std::string> p256_public_key(std::string_view scalar);
// ECDH: the 32 bytes that both sides come to. Nothing when `point` is none of the curve.
std::optional<std::string> p256_shared_secret(std::string_view scalar, std::string_view point);

// The ciphertext and the tag of 16 bytes behind it. REQUIRES: a key of 16 bytes, a nonce of 12 that
// was never used with it for another text.
std::string seal_aes128_gcm(std::string_view key, std::string_view nonce, std::string_view text);

} // namespace beckon
