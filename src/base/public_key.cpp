#include "base/public_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "base/openssl_handles.h"

namespace beckon {
namespace {

using openssl::bytes_of;
using openssl::Freed;
using openssl::Key;
using openssl::Memory;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Ecdsa = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

Memory memory_of(std::string_view text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

bool is_p256(const EVP_PKEY* key) {
  char group[32] = {};
  return EVP_PKEY_is_a(key, "EC") != 0 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         std::string_view(group) == "prime256v1";
}

bool verify(EVP_PKEY* key, Hash hash, std::string_view signature, std::string_view text) {
  const Context context(EVP_MD_CTX_new());
  const EVP_MD* digest = hash == Hash::sha1 ? EVP_sha1() : EVP_sha256();
  const bool holds = context != nullptr &&
                     EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                     EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                                      bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return holds;
}

// The signature in the key's own form; empty when it cannot be made. No digest: the algorithm has
// one of its own.
std::string sign(EVP_PKEY* key, std::string_view text, const EVP_MD* digest = EVP_sha256()) {
  const Context context(EVP_MD_CTX_new());
  size_t size = 0;
  std::string signature;
  if (context != nullptr && EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1) {
    signature.resize(size);
    const bool made = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(&signature[0]),
                                     &size, bytes_of(text), text.size()) == 1;
    signature.resize(made ? size : 0);
  }
  ERR_clear_error();
  return signature;
}

Key read_private_key(std::string_view pem) {
  const Memory memory = memory_of(pem);
  Key key(memory == nullptr ? nullptr
                            : PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return key;
}

// Reading a key takes several times as long as signing with it, and an account signs again and
// again: each thread remembers the one that it read last.
Key private_key_of(std::string_view pem) {
  thread_local std::string last_pem;
  thread_local Key last;
  if (last == nullptr || last_pem != pem) {
    last = read_private_key(pem);
    last_pem = pem;
  }
  if (last != nullptr) EVP_PKEY_up_ref(last.get());
  return Key(last.get());
}

} // namespace

bool verify_p256(std::string_view public_key, std::string_view signature, std::string_view text) {
  const unsigned char* at = bytes_of(public_key);
  const Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())));
  const bool whole = key != nullptr && at == bytes_of(public_key) + public_key.size();
  const bool holds =
      whole && is_p256(key.get()) && verify(key.get(), Hash::sha256, signature, text);
  ERR_clear_error();
  return holds;
}

bool verify_rsa(std::string_view certificate, Hash hash, std::string_view signature,
                std::string_view text) {
  const Memory memory = memory_of(certificate);
  if (memory == nullptr || certificate.rfind("-----BEGIN CERTIFICATE-----", 0) != 0) return false;
  const Certificate parsed(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  const Key key(parsed == nullptr ? nullptr : X509_get_pubkey(parsed.get()));
  const bool holds = key != nullptr && EVP_PKEY_is_a(key.get(), "RSA") != 0 &&
                     verify(key.get(), hash, signature, text);
  ERR_clear_error();
  return holds;
}

std::optional<std::string> sign_es256(std::string_view private_key, std::string_view text) {
  constexpr int kHalf = 32; // bytes of r, and of s
  const Key key = private_key_of(private_key);
  if (key == nullptr || !is_p256(key.get())) return std::nullopt;
  const std::string der = sign(key.get(), text);
  const unsigned char* at = bytes_of(der);
  const Ecdsa pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (pair == nullptr) return std::nullopt;
  std::string raw(2 * kHalf, '\0');
  auto* out = reinterpret_cast<unsigned char*>(&raw[0]);
  const bool fits = BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, kHalf) == kHalf &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + kHalf, kHalf) == kHalf;
  if (!fits) return std::nullopt;
  return raw;
}

std::optional<std::string> sign_rs256(std::string_view private_key, std::string_view text) {
  const Key key = private_key_of(private_key);
  if (key == nullptr || EVP_PKEY_is_a(key.get(), "RSA") == 0) return std::nullopt;
  std::string signature = sign(key.get(), text);
  if (signature.empty()) return std::nullopt;
  return signature;
}

std::optional<std::string> sign_ed25519(std::string_view private_key, std::string_view text) {
  const Key key = private_key_of(private_key);
  if (key == nullptr || EVP_PKEY_is_a(key.get(), "ED25519") == 0) return std::nullopt;
  std::string signature = sign(key.get(), text, nullptr);
  if (signature.empty()) return std::nullopt;
  return signature;
}

KeyKind private_key_kind(std::string_view private_key) {
  const Key key = private_key_of(private_key);
  if (key == nullptr) return KeyKind::none;
  if (EVP_PKEY_is_a(key.get(), "RSA") != 0) return KeyKind::rsa;
  if (EVP_PKEY_is_a(key.get(), "ED25519") != 0) return KeyKind::ed25519;
  return is_p256(key.get()) ? KeyKind::p256 : KeyKind::none;
}

int rsa_key_bits(std::string_view private_key) {
  const Key key = private_key_of(private_key);
  const bool rsa = key != nullptr && EVP_PKEY_is_a(key.get(), "RSA") != 0;
  return rsa ? EVP_PKEY_get_bits(key.get()) : 0;
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  std::string digest(20, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
       reinterpret_cast<unsigned char*>(&digest[0]), &size);
  return digest;
}

} // namespace beckon
