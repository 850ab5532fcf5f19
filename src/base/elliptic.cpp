#include "base/elliptic.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include <memory>

#include "base/crypto.h"
#include "base/error.h"
#include "base/openssl_handles.h"

namespace beckon {
namespace {

using openssl::bytes_of;
using openssl::Freed;
using openssl::Key;
using openssl::Memory;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

unsigned char* bytes_of(std::string* text) {
  return reinterpret_cast<unsigned char*>(text->data());
}

// RFC 5915: a private key of P-256 without its public one, which OpenSSL computes.
std::string pem_of(std::string_view scalar) {
  constexpr std::string_view kBefore("\x30\x31\x02\x01\x01\x04\x20", 7);
  constexpr std::string_view kAfter("\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 12);
  const std::string der = std::string(kBefore) + std::string(scalar) + std::string(kAfter);
  const std::string text = to_base64(der);
  constexpr size_t kLine = 64;
  std::string pem = "-----BEGIN EC PRIVATE KEY-----\n";
  for (size_t at = 0; at < text.size(); at += kLine) pem += text.substr(at, kLine) + "\n";
  return pem + "-----END EC PRIVATE KEY-----\n";
}

// From 1 to the order of the curve, which OpenSSL does not look at.
bool is_scalar(std::string_view bytes) {
  static const std::string kOrder =
      from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  return bytes.size() == kP256ScalarBytes && bytes < kOrder &&
         bytes.find_first_not_of('\0') != std::string_view::npos;
}

Key private_key(std::string_view scalar) {
  if (!is_scalar(scalar)) return nullptr;
  const std::string pem = pem_of(scalar);
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(memory == nullptr ? nullptr
                            : PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return key;
}

std::optional<std::string> point_of(const EVP_PKEY* key) {
  std::string point(kP256PointBytes, '\0');
  size_t size = 0;
  const bool read = EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes_of(&point),
                                                    point.size(), &size) == 1;
  ERR_clear_error();
  if (!read || size != kP256PointBytes || point[0] != '\4') return std::nullopt;
  return point;
}

// OpenSSL refuses what is no point of the curve.
Key public_key(std::string_view point) {
  if (point.size() != kP256PointBytes || point[0] != '\4') return nullptr;
  std::string bytes(point);
  char group[] = "prime256v1";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const bool made = context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                                      const_cast<OSSL_PARAM*>(params)) == 1;
  ERR_clear_error();
  return Key(made ? key : nullptr);
}

} // namespace

std::optional<std::string> p256_pem(std::string_view scalar) {
  if (!p256_public_key(scalar)) return std::nullopt;
  return pem_of(scalar);
}

std::optional<std::string> p256_public_key(std::string_view scalar) {
  const Key key = private_key(scalar);
  return key == nullptr ? std::nullopt : point_of(key.get());
}

std::optional<std::string> p256_shared_secret(std::string_view scalar, std::string_view point) {
  const Key own = private_key(scalar), other = public_key(point);
  if (own == nullptr || other == nullptr) return std::nullopt;
  const KeyContext context(EVP_PKEY_CTX_new(own.get(), nullptr));
  std::string secret(kP256ScalarBytes, '\0');
  size_t size = secret.size();
  const bool made = context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
                    EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
                    EVP_PKEY_derive(context.get(), bytes_of(&secret), &size) == 1;
  ERR_clear_error();
  if (!made || size != secret.size()) return std::nullopt;
  return secret;
}

std::string seal_aes128_gcm(std::string_view key, std::string_view nonce, std::string_view text) {
  constexpr int kTagBytes = 16;
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string sealed(text.size() + kTagBytes, '\0');
  int size = 0, rest = 0;
  const bool made = context != nullptr && key.size() == 16 && nonce.size() == 12 &&
                    EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(key),
                                       bytes_of(nonce)) == 1 &&
                    EVP_EncryptUpdate(context.get(), bytes_of(&sealed), &size, bytes_of(text),
                                      static_cast<int>(text.size())) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), bytes_of(&sealed) + size, &rest) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                                        sealed.data() + text.size()) == 1;
  if (!made) throw Error(Code::internal, "AES-128-GCM is not available");
  return sealed;
}

} // namespace beckon
