#include "base/elliptic.h"

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/public_key.h"
#include "support/keys.h"

namespace beckon {
namespace {

std::string raw(std::string_view text) { return from_base64url(text).value(); }

// RFC 8291, appendix A: the application server's ephemeral key and the browser's.
const std::string kServer = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
const std::string kServerPublic =
    raw("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
const std::string kBrowser = raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
const std::string kBrowserPublic =
    raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");

TEST_CASE("public keys and shared secrets of P-256: RFC 8291, appendix A") {
  CHECK(p256_public_key(kServer) == kServerPublic);
  CHECK(p256_public_key(kBrowser) == kBrowserPublic);
  const std::string shared = raw("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
  CHECK(p256_shared_secret(kServer, kBrowserPublic) == shared);
  CHECK(p256_shared_secret(kBrowser, kServerPublic) == shared);
}

TEST_CASE("what is no key of P-256 is none") {
  const std::string order =
      from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  for (const std::string& scalar : {std::string(), std::string(31, '\1'), std::string(33, '\1'),
                                    std::string(32, '\0'), std::string(32, '\xff'), order}) {
    CAPTURE(to_hex(scalar));
    CHECK_FALSE(p256_public_key(scalar));
    CHECK_FALSE(p256_pem(scalar));
    CHECK_FALSE(p256_shared_secret(scalar, kBrowserPublic));
  }
  std::string off_curve = kBrowserPublic;
  off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
  std::string compressed = kBrowserPublic.substr(0, 33);
  compressed[0] = '\2';
  for (const std::string& point : {std::string(), off_curve, compressed, std::string(65, '\0'),
                                   kBrowserPublic + "x", std::string(1, '\0')}) {
    CAPTURE(to_hex(point));
    CHECK_FALSE(p256_shared_secret(kServer, point));
  }
}

TEST_CASE("a bare private key signs") {
  const auto signature = sign_es256(p256_pem(kServer).value(), "text");
  REQUIRE(signature);
  CHECK(verify_p256(test::public_key_info(kServerPublic), test::der_of(*signature), "text"));
  CHECK_FALSE(verify_p256(test::public_key_info(kBrowserPublic), test::der_of(*signature), "text"));
}

TEST_CASE("AES-128-GCM: the record of RFC 8291, appendix A, and an empty text") {
  const std::string key = raw("oIhVW04MRdy2XN9CiKLxTg"), nonce = raw("4h_95klXJ5E_qnoN");
  const std::string sealed =
      seal_aes128_gcm(key, nonce, "When I grow up, I want to be a watermelon\2");
  CHECK(to_base64url(sealed) ==
        "8pfeW0KbunFT06SuDKoJH9Ql87S1QUrdirN6GcG7sFz1y1sqLgVi1VhjVkHsUoEsbI_0LpXMuGvnzQ");
  // Test case 1 of the specification of GCM.
  const std::string zeros(16, '\0');
  CHECK(to_hex(seal_aes128_gcm(zeros, zeros.substr(0, 12), "")) ==
        "58e2fccefa7e3061367f1d57a4e7455a");
  CHECK_THROWS(seal_aes128_gcm("short", nonce, "text"));
  CHECK_THROWS(seal_aes128_gcm(key, "short", "text"));
}

} // namespace
} // namespace beckon
