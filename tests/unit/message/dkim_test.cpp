// Signatures are verified by dkim_verify.py; here are the canonical forms and the published vector.
#include "message/dkim.h"

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/public_key.h"
#include "support/errors.h"

namespace beckon::message {
namespace {

// PKCS #8 of RFC 8410 around the seed of RFC 8463, appendix A.2.
std::string vector_key() {
  const std::string seed = from_base64("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").value();
  const std::string frame = from_hex("302e020100300506032b657004220420").value();
  return "-----BEGIN PRIVATE KEY-----\n" + to_base64(frame + seed) +
         "\n-----END PRIVATE KEY-----\n";
}

TEST_CASE("relaxed fields") {
  CHECK(relaxed_field("SubJect:  A \t B\r\n\tC  ") == "subject:A B C");
  CHECK(relaxed_field("A : X") == "a:X");
  CHECK(relaxed_field("A:") == "a:");
}

TEST_CASE("relaxed bodies") {
  CHECK(relaxed_body("").empty());
  CHECK(relaxed_body("\r\n\r\n").empty());
  CHECK(relaxed_body(" \t\r\n").empty());
  CHECK(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n") == " C\r\nD E\r\n");
  CHECK(relaxed_body("no end") == "no end\r\n");
}

TEST_CASE("the body hash and the signature of RFC 8463") {
  const std::string body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
  const Digest digest = sha256(relaxed_body(body));
  CHECK(to_base64(as_text(digest)) == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
  const std::string text =
      relaxed_field("From: Joe SixPack <joe@football.example.com>") + "\r\n" +
      relaxed_field("To: Suzie Q <suzie@shopping.example.net>") + "\r\n" +
      relaxed_field("Subject: Is dinner ready?") + "\r\n" +
      relaxed_field("Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)") + "\r\n" +
      relaxed_field("Message-ID: <20030712040037.46341.5F8J@football.example.com>") + "\r\n" +
      relaxed_field(
          "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
          " d=football.example.com; i=@football.example.com;\r\n"
          " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
          " subject : date : message-id : from : subject : date;\r\n"
          " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=");
  const Digest signed_digest = sha256(text);
  const auto signature = sign_ed25519(vector_key(), as_text(signed_digest));
  REQUIRE(signature.has_value());
  CHECK(to_base64(*signature) ==
        "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3b"
        "T3FY5OsU7ZbnKELq+eXdp1Q1Dw==");
}

TEST_CASE("the field, and that it is the same each time with Ed25519") {
  const std::string message = "From: a@shop.example\r\nX-Other: y\r\nSubject: s\r\n\r\nText\r\n";
  const std::string field = dkim_signature(message, {"shop.example", "mail", vector_key()}, 5'999);
  CHECK(field.rfind("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=shop.example;\r\n"
                    " s=mail; t=5;\r\n h=from:subject:from:subject:to;\r\n bh=",
                    0) == 0);
  CHECK(field == dkim_signature(message, {"shop.example", "mail", vector_key()}, 5'999));
  CHECK(field.substr(field.size() - 2) == "\r\n");
}

TEST_CASE("a key that cannot sign is refused") {
  for (const std::string key : {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n"}) {
    CHECK(test::code_of([&] {
            dkim_signature("From: a\r\n\r\n", {"d", "s", key}, 0);
          }) == Code::invalid_request);
  }
  CHECK(private_key_kind(vector_key()) == KeyKind::ed25519);
  CHECK(private_key_kind("") == KeyKind::none);
  CHECK(rsa_key_bits(vector_key()) == 0);
  CHECK_FALSE(sign_ed25519("", "x").has_value());
}

} // namespace
} // namespace beckon::message
