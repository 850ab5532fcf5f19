#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>

#include "base/ascii.h"
#include "base/error.h"

namespace beckon {
namespace {

constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrlSafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode64(std::string_view bytes, const char* alphabet, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group = (group << 8) | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0U);
    }
    for (size_t j = 0; j < 4; ++j) {
      if (j <= count) text += alphabet[(group >> (18 - 6 * j)) & 63];
      else if (padded) text += '=';
    }
  }
  return text;
}

int sextet(char c, bool url) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == (url ? '-' : '+')) return 62;
  if (c == (url ? '_' : '/')) return 63;
  return -1;
}

// Decodes unpadded digits; empty when a digit is foreign, the length impossible, or the unused
// bits of the last digit are set (so that one value has one text).
std::optional<std::string> decode64(std::string_view text, bool url) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = sextet(c, url);
    if (value < 0) return std::nullopt;
    pending = (pending << 6) | static_cast<uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(static_cast<uint8_t>(pending >> bits));
      pending &= (1U << bits) - 1;
    }
  }
  if (pending != 0) return std::nullopt;
  return bytes;
}

// Of the parts one after the other. The algorithm is asked for by name once, and each thread keeps
// a context: for short texts both take longer than the hashing.
Digest sha256_of(std::initializer_list<std::string_view> parts) {
  struct Deleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, Deleter> context(EVP_MD_CTX_new());
  Digest digest;
  bool fine = algorithm != nullptr && context != nullptr &&
              EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1;
  for (const std::string_view part : parts) {
    fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  if (!fine || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
    throw Error(Code::internal, "SHA-256 is not available");
  }
  return digest;
}

} // namespace

Digest sha256(std::string_view bytes) { return sha256_of({bytes}); }

// RFC 2104.
Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr size_t kBlock = 64;
  std::array<uint8_t, kBlock> inner{};
  const Digest short_key = key.size() > kBlock ? sha256(key) : Digest{};
  if (key.size() > kBlock) std::copy(short_key.begin(), short_key.end(), inner.begin());
  else std::copy(key.begin(), key.end(), inner.begin());
  std::array<uint8_t, kBlock> outer = inner;
  for (uint8_t& byte : inner) byte ^= 0x36;
  for (uint8_t& byte : outer) byte ^= 0x5c;
  const auto text = [](const auto& block) {
    return std::string_view(reinterpret_cast<const char*>(block.data()), block.size());
  };
  const Digest hashed = sha256_of({text(inner), bytes});
  const Digest digest = sha256_of({text(outer), text(hashed)});
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  return digest;
}

std::string random_bytes(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw Error(Code::internal, "the system gives no random bytes");
  }
  return bytes;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view as_text(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<uint8_t>(c) >> 4];
    text += kDigits[static_cast<uint8_t>(c) & 15];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) { return encode64(bytes, kStandard, true); }
std::string to_base64url(std::string_view bytes) { return encode64(bytes, kUrlSafe, false); }

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  return decode64(text, false);
}

std::optional<std::string> from_base64url(std::string_view text) { return decode64(text, true); }

} // namespace beckon
