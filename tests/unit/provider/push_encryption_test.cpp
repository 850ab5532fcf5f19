// Against the published vectors: RFC 8291, appendix A, and RFC 8292, section 2.4.
#include "provider/push_encryption.h"

#include "base/crypto.h"
#include "base/public_key.h"
#include "provider/jwt.h"
#include "support/keys.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

std::string raw(std::string_view text) { return from_base64url(text).value(); }

constexpr const char* kBrowser =
    R"({"endpoint": "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    "expirationTime": null,
    "keys": {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
             "auth": "BTBZMqHH6r4Tts7J_aSIgg"}})";

TEST_CASE("the example of RFC 8291, byte by byte") {
  const auto subscription = read_subscription(kBrowser);
  REQUIRE(subscription);
  CHECK(subscription->endpoint == "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV");
  const auto body = encrypt_push(*subscription, "When I grow up, I want to be a watermelon",
                                 raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
                                 raw("DGv6ra1nlYgDCS1FRnbzlw"));
  REQUIRE(body);
  CHECK(to_base64url(*body) ==
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocIn"
        "mYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNW"
        "QexSgSxsj_Qulcy4a-fN");
}

TEST_CASE("the longest text fills the 4096 bytes of a message") {
  const auto subscription = read_subscription(kBrowser);
  REQUIRE(subscription);
  const auto body = encrypt_push(*subscription, std::string(kPushTextBytes, 'x'),
                                 raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
                                 raw("DGv6ra1nlYgDCS1FRnbzlw"));
  REQUIRE(body);
  CHECK(body->size() == 4'096);
}

TEST_CASE("what is no subscription is none") {
  const std::string whole = kBrowser;
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(read_subscription(with("SIgg\"", "SIgg==\""))); // as some libraries pad it
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("fcm-token"),
        with("https://", "http://"), with("p256dh", "p256"), with("BTBZMqHH6r4T", "BTBZMqHH6r4"),
        with("BTBZ", "?TBZ"), with("BCVx", "BCV"), with("\"keys\"", "\"key\""),
        std::string(5'000, ' ') + whole}) {
    CAPTURE(text);
    CHECK_FALSE(read_subscription(text));
  }
  auto off_curve = read_subscription(kBrowser);
  REQUIRE(off_curve);
  off_curve->key[64] = static_cast<char>(off_curve->key[64] ^ 1);
  CHECK_FALSE(encrypt_push(*off_curve, "text", raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
                           raw("DGv6ra1nlYgDCS1FRnbzlw")));
}

TEST_CASE("a credential is for the origin of an endpoint") {
  CHECK(push_origin("https://push.example.net/push/1?a=b") == "https://push.example.net");
  CHECK(push_origin("https://push.example.net:8443/p") == "https://push.example.net:8443");
  CHECK(push_origin("https://push.example.net") == "https://push.example.net");
  CHECK(push_origin("push") == "");
}

TEST_CASE("the token of RFC 8292 holds, and what we write reads the same") {
  const std::string key = raw(
      "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs");
  const std::string input =
      "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOj"
      "E0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0";
  const std::string signature =
      raw("i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA");
  CHECK(verify_p256(test::public_key_info(key), test::der_of(signature), input));
  const auto token = jwt_es256(schema::parse_json(R"({"typ": "JWT", "alg": "ES256"})"),
                               schema::parse_json(R"({"aud": "https://push.example.net",
                                   "exp": 1453523768, "sub": "mailto:push@example.com"})"),
                               test::kP256);
  REQUIRE(token);
  CHECK(token->substr(0, token->rfind('.')) == input);
  CHECK(verify_p256(*from_base64(test::kP256Public),
                    test::der_of(raw(token->substr(token->rfind('.') + 1))), input));
}

// PKCS #1 v1.5: the signature is checked with the certificate of the key.
TEST_CASE("RS256 signs header and claims as they are written") {
  const auto token = jwt_rs256(schema::parse_json(R"({"alg": "RS256"})"),
                               schema::parse_json(R"({"iss": "joe"})"), test::kRsa);
  REQUIRE(token);
  const std::string input = token->substr(0, token->rfind('.'));
  CHECK(input == "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UifQ");
  CHECK(verify_rsa(test::kRsaCertificate, Hash::sha256, raw(token->substr(token->rfind('.') + 1)),
                   input));
  CHECK_FALSE(jwt_rs256(schema::Value::object(), schema::Value::object(), test::kP256));
  CHECK_FALSE(jwt_es256(schema::Value::object(), schema::Value::object(), test::kRsa));
}

} // namespace
} // namespace beckon::provider
