#include "base/public_key.h"

#include <doctest/doctest.h>

#include "support/keys.h"

namespace beckon {
namespace {

using namespace test;

TEST_CASE("what is signed with a P-256 key holds for its public key alone") {
  const std::string key = *from_base64(kP256Public);
  for (const std::string text : {"", "a", "header.payload"}) {
    const auto raw = sign_es256(kP256, text);
    REQUIRE(raw);
    CHECK(raw->size() == 64);
    CHECK(verify_p256(key, der_of(*raw), text));
    CHECK_FALSE(verify_p256(key, der_of(*raw), text + " "));
  }
  const std::string signature = der_of(*sign_es256(kP256, "text"));
  CHECK_FALSE(verify_p256(key.substr(1), signature, "text"));
  CHECK_FALSE(verify_p256(key + "x", signature, "text"));
  CHECK_FALSE(verify_p256("", signature, "text"));
  CHECK_FALSE(verify_p256(key, "", "text"));
  CHECK_FALSE(verify_p256(key, "text", "text"));
}

TEST_CASE("what is signed with an RSA key holds for its certificate alone") {
  const auto signature = sign_rs256(kRsa, "text");
  REQUIRE(signature);
  CHECK(verify_rsa(kRsaCertificate, Hash::sha256, *signature, "text"));
  CHECK_FALSE(verify_rsa(kRsaCertificate, Hash::sha1, *signature, "text"));
  CHECK_FALSE(verify_rsa(kRsaCertificate, Hash::sha256, *signature, "test"));
  CHECK_FALSE(verify_rsa(" " + std::string(kRsaCertificate), Hash::sha256, *signature, "text"));
  CHECK_FALSE(verify_rsa("", Hash::sha256, *signature, "text"));
}

TEST_CASE("a key of another kind signs nothing") {
  CHECK_FALSE(sign_es256(kRsa, "text"));
  CHECK_FALSE(sign_rs256(kP256, "text"));
  CHECK_FALSE(sign_es256("no key", "text"));
  CHECK_FALSE(sign_rs256("", "text"));
}

TEST_CASE("HMAC-SHA1: RFC 2202, test case 2") {
  CHECK(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

} // namespace
} // namespace beckon
