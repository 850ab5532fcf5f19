// The requests of the push services, field by field, and what their answers mean. The golden
// requests are written from the services' own references.
#include <map>

#include "base/crypto.h"
#include "base/elliptic.h"
#include "base/public_key.h"
#include "provider/push_encryption.h"
#include "support/keys.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr Millis kAt = 1'708'000'000'000;

std::string raw(std::string_view text) { return from_base64url(text).value(); }

Message push_message(const std::string& to) {
  Message message;
  message.send_key = "0123456789abcdef0123456789abcdef";
  message.channel = "push";
  message.to = to;
  message.subject = "Your cart";
  message.text = "It waits for you";
  message.at = kAt;
  message.credential = "bearer token";
  return message;
}

std::string code_of(std::string_view kind, const Account& account, const Message& message) {
  try {
    provider_of(kind).build(account, message);
  } catch (const Error& error) {
    return std::string(code_name(error.code())) + ": " + error.message();
  }
  return "built";
}

// The parts of a token: header, claims, whether the signature holds.
schema::Value part_of(const std::string& token, int number) {
  size_t from = 0;
  for (int i = 0; i < number; ++i) from = token.find('.', from) + 1;
  return schema::parse_json(raw(token.substr(from, token.find('.', from) - from)));
}

schema::Value with(const char* document, std::string_view name, schema::Value value) {
  schema::Value config = schema::parse_json(document);
  config.set(std::string(name), std::move(value));
  return config;
}

const std::string kDevice = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

schema::Value apns_config() {
  return with(
      R"({"kind": "apns", "channel": "push", "team_id": "DEF123GHIJ", "key_id": "ABC123DEFG",
                  "topic": "example.shop", "ttl": "1h"})",
      "private_key", test::kP256);
}
Account apns_account() { return account_of("apns", schema::to_json(apns_config())); }

TEST_CASE("apns: path, headers and payload") {
  CHECK(issues_of("apns", schema::to_json(apns_config())).empty());
  const http::Request request = provider_of("apns").build(apns_account(), push_message(kDevice));
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.push.apple.com/3/device/" + kDevice);
  const http::Headers wanted = {{"authorization", "bearer token"},
                                {"content-type", "application/json"},
                                {"apns-topic", "example.shop"},
                                {"apns-push-type", "alert"},
                                {"apns-priority", "10"},
                                {"apns-expiration", "1708003600"},
                                {"apns-collapse-id", "0123456789abcdef0123456789abcdef"},
                                {"apns-id", "01234567-89ab-cdef-0123-456789abcdef"}};
  CHECK(request.headers == wanted);
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({
      "aps": {"alert": {"title": "Your cart", "body": "It waits for you"}, "sound": "default"},
      "beckon_send": "0123456789abcdef0123456789abcdef"})"));
  schema::Value test_build = apns_config();
  test_build.set("sandbox", true);
  test_build.set("sound", "ring.caf");
  Message untitled = push_message(kDevice);
  untitled.subject.clear();
  const http::Request other =
      provider_of("apns").build(account_of("apns", schema::to_json(test_build)), untitled);
  CHECK(other.url == "https://api.sandbox.push.apple.com/3/device/" + kDevice);
  CHECK(schema::parse_json(other.body).find("aps")->find("sound")->as_string() == "ring.caf");
  CHECK(schema::parse_json(other.body).find("aps")->find("alert")->find("title") == nullptr);
}

TEST_CASE("apns: the token is Apple's, renewed in time") {
  const Provider& apns = provider_of("apns");
  REQUIRE(apns.has_credentials());
  CHECK(apns.credential_scope(kDevice).empty());
  const CredentialCall call = apns.credential(apns_account(), "", kAt);
  REQUIRE(call.made);
  CHECK(call.made->renew_at - kAt >= 20 * 60'000); // more often is refused
  CHECK(call.made->expires_at - kAt < 60 * 60'000);
  CHECK(call.made->renew_at < call.made->expires_at);
  REQUIRE(call.made->value.rfind("bearer ", 0) == 0);
  const std::string token = call.made->value.substr(7);
  CHECK(part_of(token, 0) == schema::parse_json(R"({"alg": "ES256", "kid": "ABC123DEFG"})"));
  CHECK(part_of(token, 1) == schema::parse_json(R"({"iss": "DEF123GHIJ", "iat": 1708000000})"));
  const size_t end = token.rfind('.');
  CHECK(verify_p256(*from_base64(test::kP256Public), test::der_of(raw(token.substr(end + 1))),
                    token.substr(0, end)));
  schema::Value broken = apns_config();
  broken.set("private_key", "no key");
  CHECK_THROWS_AS(apns.credential(account_of("apns", schema::to_json(broken)), "", kAt), Error);
  CHECK(apns.refuses_credential(answer(403, R"({"reason": "ExpiredProviderToken"})")));
  CHECK_FALSE(apns.refuses_credential(answer(403, R"({"reason": "InvalidProviderToken"})")));
  CHECK_FALSE(apns.refuses_credential(answer(410, R"({"reason": "ExpiredToken"})")));
}

TEST_CASE("apns: what its answers mean") {
  const Provider& apns = provider_of("apns");
  const Outcome sent = apns.read(answer(200, "", {{"apns-id", "EC1BF194-B3B2"}}));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "EC1BF194-B3B2");
  const std::map<std::string, std::pair<Result, Fault>> bad_requests = {
      {"BadDeviceToken", {Result::rejected, Fault::recipient}},
      {"DeviceTokenNotForTopic", {Result::rejected, Fault::recipient}},
      {"BadCollapseId", {Result::rejected, Fault::request}},
      {"BadExpirationDate", {Result::rejected, Fault::request}},
      {"BadMessageId", {Result::rejected, Fault::request}},
      {"BadPriority", {Result::rejected, Fault::request}},
      {"BadTopic", {Result::rejected, Fault::account}},
      {"DuplicateHeaders", {Result::rejected, Fault::request}},
      {"IdleTimeout", {Result::retry, Fault::transient}},
      {"InvalidPushType", {Result::rejected, Fault::request}},
      {"MissingDeviceToken", {Result::rejected, Fault::request}},
      {"MissingTopic", {Result::rejected, Fault::account}},
      {"PayloadEmpty", {Result::rejected, Fault::request}},
      {"TopicDisallowed", {Result::rejected, Fault::account}}};
  for (const auto& [reason, meaning] : bad_requests) {
    CAPTURE(reason);
    const Outcome outcome = apns.read(answer(400, R"({"reason": ")" + reason + "\"}"));
    CHECK(outcome.result == meaning.first);
    CHECK(outcome.fault == meaning.second);
    CHECK_FALSE(outcome.gone_since); // no word that the device is gone
    CHECK(contains(outcome.reason, reason));
  }
  for (const std::string reason :
       {"BadCertificate", "BadCertificateEnvironment", "ExpiredProviderToken", "Forbidden",
        "InvalidProviderToken", "MissingProviderToken", "UnrelatedKeyIdInToken",
        "BadEnvironmentKeyIdInToken"}) {
    CAPTURE(reason);
    const Outcome outcome = apns.read(answer(403, R"({"reason": ")" + reason + "\"}"));
    CHECK(outcome.result == Result::rejected);
    CHECK(outcome.fault == Fault::account);
  }
  check_readings(
      "apns", {{404, R"({"reason": "BadPath"})", Result::rejected, Fault::request},
               {405, R"({"reason": "MethodNotAllowed"})", Result::rejected, Fault::request},
               {413, R"({"reason": "PayloadTooLarge"})", Result::rejected, Fault::request},
               {429, R"({"reason": "TooManyRequests"})", Result::retry, Fault::recipient},
               {429, R"({"reason": "TooManyProviderTokenUpdates"})", Result::retry, Fault::account},
               {500, R"({"reason": "InternalServerError"})", Result::retry, Fault::transient},
               {503, R"({"reason": "ServiceUnavailable"})", Result::retry, Fault::transient},
               {503, R"({"reason": "Shutdown"})", Result::retry, Fault::transient},
               {502, "", Result::unknown, Fault::transient}});
  const Outcome gone =
      apns.read(answer(410, R"({"reason": "Unregistered", "timestamp": 1707999999000})"));
  CHECK(gone.result == Result::rejected);
  CHECK(gone.fault == Fault::recipient);
  CHECK(gone.gone_since == 1'707'999'999'000);
  CHECK(apns.read(answer(410, R"({"reason": "ExpiredToken"})")).gone_since == kMillisMax);
}

TEST_CASE("each push service has tokens of its own") {
  const std::string subscription = R"({"endpoint": "https://push.example.net/1"})";
  const std::string firebase =
      "dyXq2:APA91bHPRgkF3JUikC4ENAHEeMrd41Zxv3hVZjC9KtT8OvPVGJ-hQMRKRrZuJ";
  const auto served = [&](std::string_view kind) {
    std::string which;
    if (provider_of(kind).serves(kDevice)) which += "apple ";
    if (provider_of(kind).serves(firebase)) which += "firebase ";
    if (provider_of(kind).serves(subscription)) which += "browser ";
    if (provider_of(kind).serves("")) which += "nothing ";
    return which;
  };
  CHECK(served("apns") == "apple ");
  CHECK(served("fcm") == "firebase ");
  CHECK(served("web_push") == "browser ");
  CHECK(served("webhook") == "apple firebase browser nothing ");
  CHECK(served("host") == "apple firebase browser nothing ");
}

TEST_CASE("apns: mistakes of accounts, and payloads that are too large") {
  const auto issue = [&](std::string_view name, schema::Value value) {
    schema::Value config = apns_config();
    config.set(std::string(name), std::move(value));
    return issue_of("apns", schema::to_json(config));
  };
  CHECK(issue("team_id", "short") == "/team_id: \"team_id\" has 10 capital letters and digits");
  CHECK(issue("key_id", "abc123defg") == "/key_id: \"key_id\" has 10 capital letters and digits");
  CHECK(issue("private_key", test::kRsa) ==
        "/private_key: \"private_key\" is no key of curve P-256 in PEM");
  CHECK(issue("private_key", 3) == "/private_key: \"private_key\" is a string, this is integer");
  CHECK(issue("private_key", std::string(20'000, 'x')) ==
        "/private_key: \"private_key\" is too long (limit key_file_bytes)");
  CHECK(issue("ttl", "5w") == "/ttl: \"ttl\" is a duration up to 28d");
  CHECK(issue("ttl", "1mo") == "/ttl: \"ttl\" is a duration up to 28d");
  CHECK(issues_of("apns", "{}").size() == 4);
  Message large = push_message(kDevice);
  const size_t around =
      provider_of("apns").build(apns_account(), large).body.size() - large.text.size();
  large.text = std::string(4'096 - around, 'x');
  CHECK(code_of("apns", apns_account(), large) == "built");
  large.text += 'x';
  CHECK(code_of("apns", apns_account(), large) ==
        "limit_exceeded: the push message has 4097 bytes, APNs takes 4096 (limit "
        "push_payload_bytes)");
}

schema::Value fcm_config() {
  return with(R"({"kind": "fcm", "channel": "push", "android_channel": "offers",
                  "android_priority": "high", "ttl": "1h"})",
              "service_account",
              schema::Value::object({{"type", "service_account"},
                                     {"project_id", "my-shop"},
                                     {"client_email", "push@my-shop.iam.gserviceaccount.com"},
                                     {"private_key", test::kRsa},
                                     {"token_uri", "https://oauth2.googleapis.com/token"}}));
}
Account fcm_account() { return account_of("fcm", schema::to_json(fcm_config())); }
const std::string kFirebase = "dyXq2:APA91bHPRgkF3JUikC4ENAHEeMrd41Zxv3hVZjC9KtT8OvPVGJ";

TEST_CASE("fcm: the message, for one device") {
  CHECK(issues_of("fcm", schema::to_json(fcm_config())).empty());
  const http::Request request = provider_of("fcm").build(fcm_account(), push_message(kFirebase));
  CHECK(request.method == "POST");
  CHECK(request.url == "https://fcm.googleapis.com/v1/projects/my-shop/messages:send");
  CHECK(request.headers ==
        http::Headers{{"Authorization", "bearer token"}, {"Content-Type", "application/json"}});
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({"message": {
      "token": ")" + kFirebase + R"(",
      "notification": {"title": "Your cart", "body": "It waits for you"},
      "data": {"beckon_send": "0123456789abcdef0123456789abcdef"},
      "android": {"ttl": "3600s", "priority": "HIGH",
                  "notification": {"tag": "0123456789abcdef0123456789abcdef",
                                   "channel_id": "offers"}},
      "apns": {"headers": {"apns-collapse-id": "0123456789abcdef0123456789abcdef"}}}})"));
}

TEST_CASE("fcm: an access token for an assertion that the service account signs") {
  const Provider& fcm = provider_of("fcm");
  REQUIRE(fcm.has_credentials());
  const CredentialCall call = fcm.credential(fcm_account(), "", kAt);
  REQUIRE_FALSE(call.made);
  CHECK(call.request.method == "POST");
  CHECK(call.request.url == "https://oauth2.googleapis.com/token");
  CHECK(call.request.headers ==
        http::Headers{{"Content-Type", "application/x-www-form-urlencoded"}});
  const std::string before =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  REQUIRE(call.request.body.rfind(before, 0) == 0);
  const std::string token = call.request.body.substr(before.size());
  CHECK(part_of(token, 0) == schema::parse_json(R"({"alg": "RS256", "typ": "JWT"})"));
  CHECK(part_of(token, 1) == schema::parse_json(R"({"iss": "push@my-shop.iam.gserviceaccount.com",
            "scope": "https://www.googleapis.com/auth/firebase.messaging",
            "aud": "https://oauth2.googleapis.com/token", "iat": 1708000000, "exp": 1708003600})"));
  const size_t end = token.rfind('.');
  CHECK(verify_rsa(test::kRsaCertificate, Hash::sha256, raw(token.substr(end + 1)),
                   token.substr(0, end)));
}

TEST_CASE("fcm: what comes of asking for an access token") {
  const Provider& fcm = provider_of("fcm");
  const CredentialAnswer given = fcm.read_credential(
      answer(200, R"({"access_token": "ya29.x", "expires_in": 3599, "token_type": "Bearer"})"),
      kAt);
  REQUIRE(given.credential);
  CHECK(given.credential->value == "Bearer ya29.x");
  CHECK(given.credential->renew_at == kAt + 3'299'000);
  CHECK(given.credential->expires_at == kAt + 3'569'000);
  struct Row {
    http::Response response;
    Result result;
    Fault fault;
  };
  http::Response broken = answer(0, "");
  broken.phase = http::Phase::sent;
  broken.error = "timed out";
  // No message has left, whatever became of this request: never unknown.
  for (const Row& row :
       {Row{answer(400, R"({"error": "invalid_grant"})"), Result::rejected, Fault::account},
        Row{answer(401, ""), Result::rejected, Fault::account},
        Row{answer(200, "<html>"), Result::retry, Fault::transient},
        Row{answer(503, ""), Result::retry, Fault::transient},
        Row{answer(502, ""), Result::retry, Fault::transient},
        Row{broken, Result::retry, Fault::transient}}) {
    CAPTURE(row.response.status);
    const CredentialAnswer refused = fcm.read_credential(row.response, kAt);
    CHECK_FALSE(refused.credential);
    CHECK(refused.refusal.result == row.result);
    CHECK(refused.refusal.fault == row.fault);
    CHECK(contains(refused.refusal.reason, "no access token"));
  }
}

TEST_CASE("fcm: what its answers mean") {
  const Provider& fcm = provider_of("fcm");
  const Outcome sent =
      fcm.read(answer(200, R"({"name": "projects/p/messages/0:1500415314455276%31bd1c96"})"));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "projects/p/messages/0:1500415314455276%31bd1c96");
  const auto error = [](const std::string& status, const std::string& code,
                        const std::string& text = "no") {
    return R"({"error": {"message": ")" + text + R"(", "status": ")" + status +
           R"(", "details": [{"@type": "type.googleapis.com/google.rpc.BadRequest"},
            {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": ")" +
           code + "\"}]}}";
  };
  const std::string unregistered = error("NOT_FOUND", "UNREGISTERED"),
                    mismatch = error("PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
                    third = error("UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
                    invalid = error("INVALID_ARGUMENT", "INVALID_ARGUMENT"),
                    token = error("INVALID_ARGUMENT", "INVALID_ARGUMENT",
                                  "The registration token is not a valid FCM registration token"),
                    quota = error("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED");
  check_readings(
      "fcm", {{404, unregistered.c_str(), Result::rejected, Fault::recipient},
              {403, mismatch.c_str(), Result::rejected, Fault::recipient},
              {401, third.c_str(), Result::rejected, Fault::account},
              {401, R"({"error": {"status": "UNAUTHENTICATED", "message": "expired"}})",
               Result::rejected, Fault::account},
              {403, R"({"error": {"status": "PERMISSION_DENIED", "message": "disabled"}})",
               Result::rejected, Fault::account},
              {400, invalid.c_str(), Result::rejected, Fault::request},
              {400, token.c_str(), Result::rejected, Fault::recipient},
              {404, R"({"error": {"status": "NOT_FOUND", "message": "project"}})", Result::rejected,
               Fault::request},
              {429, quota.c_str(), Result::retry, Fault::throttle},
              {500, "", Result::retry, Fault::transient},
              {503, "", Result::retry, Fault::transient}});
  CHECK(fcm.read(answer(404, unregistered)).gone_since == kMillisMax);
  CHECK(fcm.read(answer(400, token)).gone_since == kMillisMax);
  CHECK_FALSE(fcm.read(answer(403, mismatch)).gone_since);
  CHECK(fcm.read(answer(429, quota)).retry_after_ms == 60'000);
  CHECK(fcm.read(answer(429, quota, {{"Retry-After", "90"}})).retry_after_ms == 90'000);
  CHECK(fcm.refuses_credential(answer(401, R"({"error": {"status": "UNAUTHENTICATED"}})")));
  CHECK_FALSE(fcm.refuses_credential(answer(401, third)));
  CHECK_FALSE(fcm.refuses_credential(answer(403, mismatch)));
}

TEST_CASE("fcm: mistakes of accounts, and payloads that are too large") {
  const auto issue = [&](std::string_view name, schema::Value value) {
    schema::Value config = fcm_config();
    schema::Value key = *config.find("service_account");
    key.set(std::string(name), std::move(value));
    config.set("service_account", std::move(key));
    return issue_of("fcm", schema::to_json(config));
  };
  CHECK(issue_of("fcm", "{}") == "/service_account: \"service_account\" is missing");
  CHECK(issue_of("fcm", R"({"service_account": "{}"})") ==
        "/service_account: \"service_account\" is an object, this is string");
  CHECK(issue("project_id", "") == "/service_account: \"service_account\" has no \"project_id\"");
  CHECK(issue("private_key", test::kP256) ==
        "/service_account: the service account's private_key is no RSA key in PEM");
  CHECK(issue("token_uri", "http://oauth2.googleapis.com/token") ==
        "/service_account: the service account's token_uri is no https address");
  CHECK(issues_of("fcm", R"({"service_account": {}, "android_priority": "urgent"})").size() == 4);
  Message large = push_message(kFirebase);
  const std::string around = R"({"title":"Your cart","body":""}{"beckon_send":""})";
  large.text = std::string(4'096 - around.size() - large.send_key.size(), 'x');
  CHECK(code_of("fcm", fcm_account(), large) == "built");
  large.text += 'x';
  CHECK(code_of("fcm", fcm_account(), large) ==
        "limit_exceeded: the push message has 4097 bytes, FCM takes 4096 (limit "
        "push_payload_bytes)");
}

constexpr const char* kWebPush = R"({"kind": "web_push", "channel": "push",
    "vapid_private_key": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "contact": "mailto:push@shop.example", "urgency": "high", "ttl": "2h"})";
constexpr const char* kBrowser = R"({"endpoint": "https://push.example.net/push/JzLQ3raZ",
    "keys": {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
             "auth": "BTBZMqHH6r4Tts7J_aSIgg"}})";

// What the browser reads: RFC 8291 from the other side, with the browser's own private key.
std::string read_as_browser(const std::string& body) {
  using namespace std::string_literals;
  const std::string own = raw("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
                    secret = raw("BTBZMqHH6r4Tts7J_aSIgg");
  const std::string salt = body.substr(0, 16), point = body.substr(21, 65),
                    record = body.substr(86);
  REQUIRE(body.substr(16, 5) == "\0\0\x10\0\x41"s);
  const auto expand = [](std::string_view key, const std::string& info) {
    return std::string(as_text(hmac_sha256(key, info + "\1")));
  };
  const std::string both(as_text(hmac_sha256(secret, p256_shared_secret(own, point).value())));
  const std::string input = expand(both, "WebPush: info\0"s + p256_public_key(own).value() + point);
  const std::string random(as_text(hmac_sha256(salt, input)));
  const std::string key = expand(random, "Content-Encoding: aes128gcm\0"s).substr(0, 16);
  const std::string nonce = expand(random, "Content-Encoding: nonce\0"s).substr(0, 12);
  // Counter mode is its own inverse; sealing what came out must give the record, tag and all.
  const std::string text = seal_aes128_gcm(key, nonce, record.substr(0, record.size() - 16))
                               .substr(0, record.size() - 16);
  REQUIRE(seal_aes128_gcm(key, nonce, text) == record);
  REQUIRE(text.back() == '\2');
  return text.substr(0, text.size() - 1);
}

TEST_CASE("web_push: headers, and a body that the browser alone can read") {
  CHECK(issues_of("web_push", kWebPush).empty());
  const Account account = account_of("web_push", kWebPush);
  const Message message = push_message(kBrowser);
  const http::Request request = provider_of("web_push").build(account, message);
  CHECK(request.method == "POST");
  CHECK(request.url == "https://push.example.net/push/JzLQ3raZ");
  CHECK(request.headers == http::Headers{{"TTL", "7200"},
                                         {"Content-Encoding", "aes128gcm"},
                                         {"Content-Type", "application/octet-stream"},
                                         {"Authorization", "bearer token"},
                                         {"Urgency", "high"},
                                         {"Topic", "0123456789abcdef0123456789abcdef"}});
  CHECK(schema::parse_json(read_as_browser(request.body)) ==
        schema::parse_json(R"({"title": "Your cart", "body": "It waits for you",
                               "beckon_send": "0123456789abcdef0123456789abcdef"})"));
}

TEST_CASE("web_push: no salt and no key serves two texts") {
  const Account account = account_of("web_push", kWebPush);
  const Message message = push_message(kBrowser);
  const auto head = [&](const Message& one) {
    return provider_of("web_push").build(account, one).body.substr(0, 86);
  };
  CHECK(head(message) == head(message));
  Message other = message;
  other.text += '!';
  CHECK(head(other) != head(message));
  CHECK(head(other).substr(0, 16) != head(message).substr(0, 16));
  CHECK(head(other).substr(21) != head(message).substr(21));
  other = message;
  other.at += 1;
  CHECK(head(other) != head(message));
  other = message;
  other.send_key[0] = 'f';
  CHECK(head(other) != head(message));
}

TEST_CASE("web_push: the VAPID token is for the endpoint's origin") {
  const Provider& web = provider_of("web_push");
  const Account account = account_of("web_push", kWebPush);
  REQUIRE(web.has_credentials());
  CHECK(web.credential_scope(kBrowser) == "https://push.example.net");
  CHECK(web.credential_scope("{}") == "");
  const CredentialCall call = web.credential(account, "https://push.example.net", kAt);
  REQUIRE(call.made);
  CHECK(call.made->expires_at <= kAt + 12 * 3'600'000);
  const std::string key =
      "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
  const std::string& value = call.made->value;
  REQUIRE(value.rfind("vapid t=", 0) == 0);
  const size_t comma = value.find(", k=");
  CHECK(value.substr(comma) == ", k=" + key);
  const std::string token = value.substr(8, comma - 8);
  CHECK(part_of(token, 0) == schema::parse_json(R"({"typ": "JWT", "alg": "ES256"})"));
  CHECK(part_of(token, 1) == schema::parse_json(R"({"aud": "https://push.example.net",
      "exp": 1708043200, "sub": "mailto:push@shop.example"})"));
  const size_t end = token.rfind('.');
  CHECK(verify_p256(test::public_key_info(raw(key)), test::der_of(raw(token.substr(end + 1))),
                    token.substr(0, end)));
}

TEST_CASE("web_push: what its answers mean") {
  const Provider& web = provider_of("web_push");
  const Outcome sent = web.read(answer(201, "", {{"Location", "https://push.example.net/m/1"}}));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "https://push.example.net/m/1");
  CHECK(web.read(answer(202, "")).result == Result::accepted);
  check_readings("web_push", {{400, "", Result::rejected, Fault::request},
                              {401, "", Result::rejected, Fault::account},
                              {403, "", Result::rejected, Fault::recipient},
                              {404, "", Result::rejected, Fault::recipient},
                              {406, "", Result::retry, Fault::throttle},
                              {410, "", Result::rejected, Fault::recipient},
                              {413, "", Result::rejected, Fault::request},
                              {429, "", Result::retry, Fault::throttle},
                              {500, "", Result::retry, Fault::transient},
                              {503, "", Result::retry, Fault::transient}});
  CHECK(web.read(answer(404, "")).gone_since == kMillisMax);
  CHECK(web.read(answer(410, "")).gone_since == kMillisMax);
  CHECK_FALSE(web.read(answer(403, "")).gone_since);
  CHECK(web.read(answer(429, "", {{"Retry-After", "7"}})).retry_after_ms == 7'000);
  CHECK(web.refuses_credential(answer(401, "")));
  CHECK_FALSE(web.refuses_credential(answer(403, "")));
}

TEST_CASE("web_push: mistakes of accounts and of subscriptions, and texts that are too long") {
  const auto issue = [&](std::string_view name, schema::Value value) {
    return issue_of("web_push", schema::to_json(with(kWebPush, name, std::move(value))));
  };
  CHECK(
      issue("vapid_private_key", "AAAA") ==
      "/vapid_private_key: \"vapid_private_key\" is the base64url of the 32 bytes of a P-256 key");
  CHECK(issue("contact", "push@shop.example") ==
        "/contact: \"contact\" is a mailto: or https: address");
  CHECK(contains(issue("urgency", "soon"), "/urgency: \"urgency\" is one of: very-low, low"));
  CHECK(issues_of("web_push", "{}").size() == 2);
  const Account account = account_of("web_push", kWebPush);
  CHECK(code_of("web_push", account, push_message("{}")) ==
        "invalid_request: the device's token is no subscription of a browser");
  std::string off_curve = kBrowser;
  off_curve.replace(off_curve.find("Aiw4"), 4, "Aiw8");
  CHECK(code_of("web_push", account, push_message(off_curve)) ==
        "invalid_request: the subscription's key is no point of P-256");
  Message large = push_message(kBrowser);
  large.subject.clear();
  const std::string empty = R"({"body":"","beckon_send":""})";
  const size_t around = empty.size() + large.send_key.size();
  large.text = std::string(3'993 - around, 'x');
  CHECK(provider_of("web_push").build(account, large).body.size() == 4'096);
  large.text += 'x';
  CHECK(code_of("web_push", account, large) ==
        "limit_exceeded: the push message has 3994 bytes, a push service takes 3993 (limit "
        "push_payload_bytes)");
}

} // namespace
} // namespace beckon::provider
