// Signatures with key pairs, over OpenSSL: what webhooks are checked with and what push services
// are shown. Every function is pure and may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace beckon {

enum class Hash : uint8_t { sha1, sha256 };

// Whether an ECDSA signature over curve P-256 with SHA-256 holds. `public_key` is a DER
// SubjectPublicKeyInfo, `signature` its ASN.1 DER form. False for what cannot be read.
bool verify_p256(std::string_view public_key, std::string_view signature, std::string_view text);
// Whether an RSA signature (PKCS #1 v1.5) holds. `certificate` is X.509 in PEM, and nothing else.
bool verify_rsa(std::string_view certificate, Hash hash, std::string_view signature,
                std::string_view text);

// ES256 and RS256 of RFC 7518: the raw 64 bytes r and s, and PKCS #1 v1.5 with SHA-256.
// `private_key` is PEM (PKCS #8 or the algorithm's own). Nothing when it is not such a key.
std::optional<std::string> sign_es256(std::string_view private_key, std::string_view text);
std::optional<std::string> sign_rs256(std::string_view private_key, std::string_view text);

// Pure Ed25519 of RFC 8032, 64 bytes. `private_key` is PEM (PKCS #8).
std::optional<std::string> sign_ed25519(std::string_view private_key, std::string_view text);

enum class KeyKind : uint8_t { none, rsa, p256, ed25519 };
// What a private key in PEM can sign with; none for what is no key of these.
KeyKind private_key_kind(std::string_view private_key);
// Of the modulus of an RSA key, 0 for all else.
int rsa_key_bits(std::string_view private_key);

// Of Twilio's webhooks alone, which know nothing newer.
std::string hmac_sha1(std::string_view key, std::string_view bytes);

} // namespace beckon
