#include "message/token.h"

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/error.h"

namespace beckon::message {
namespace {

const TokenKeys kKeys = {2, {{1, "old secret"}, {2, "new secret"}}};

TEST_CASE("a token gives its payload back") {
  for (const std::string& payload :
       {std::string(), std::string("u|42|email"), std::string("\0\xff bytes", 8)}) {
    const std::string token = sign_token(kKeys, payload);
    CHECK(token.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
          std::string::npos);
    CHECK(verify_token(kKeys, token) == payload);
  }
  CHECK(sign_token(kKeys, "x") == sign_token(kKeys, "x"));
}

TEST_CASE("the documented form") {
  const std::string token = sign_token(kKeys, "hello");
  const std::string encoded = to_base64url(std::string("\x01\x02", 2) + "hello");
  CHECK(token.substr(0, token.find('.')) == encoded);
  const Digest digest = hmac_sha256("new secret", encoded);
  CHECK(token.substr(token.find('.') + 1) == to_base64url(as_text(digest).substr(0, 16)));
}

TEST_CASE("older keys verify until they are gone, and cannot be signed with") {
  TokenKeys before = kKeys;
  before.current = 1;
  const std::string token = sign_token(before, "x");
  CHECK(verify_token(kKeys, token) == "x");
  CHECK_FALSE(verify_token({2, {{2, "new secret"}}}, token).has_value());
  CHECK_FALSE(verify_token({1, {{1, "other secret"}}}, token).has_value());
  CHECK_THROWS_AS(sign_token({3, {{1, "a"}}}, "x"), Error);
}

TEST_CASE("no altered token verifies") {
  const std::string token = sign_token(kKeys, "profile 42");
  for (size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'B', '-', '.', '=', '\n', '\0'}) {
      std::string altered = token;
      if (altered[i] == c) continue;
      altered[i] = c;
      CHECK_FALSE(verify_token(kKeys, altered).has_value());
    }
    CHECK_FALSE(verify_token(kKeys, token.substr(0, i)).has_value());
    CHECK_FALSE(verify_token(kKeys, token + token.substr(i)).has_value());
  }
  CHECK_FALSE(verify_token(kKeys, "." + token.substr(token.find('.') + 1)).has_value());
  CHECK_FALSE(verify_token(kKeys, std::string(1 << 20, 'A')).has_value());
}

TEST_CASE("another version is refused though its signature is right") {
  const std::string encoded = to_base64url(std::string("\x02\x02", 2) + "x");
  const Digest digest = hmac_sha256("new secret", encoded);
  const std::string token = encoded + "." + to_base64url(as_text(digest).substr(0, 16));
  CHECK_FALSE(verify_token(kKeys, token).has_value());
}

} // namespace
} // namespace beckon::message
