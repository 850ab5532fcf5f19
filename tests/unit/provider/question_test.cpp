// What is asked of a provider to learn whether an account is in order, and how it answers.
#include "support/keys.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr Millis kAt = 1'708'000'000'000;

http::Request question_of(std::string_view kind, const std::string& config,
                          const std::string& credential = "") {
  const auto request =
      provider_of(kind).question(account_of(std::string(kind), config), credential, kAt);
  REQUIRE(request);
  return *request;
}

TEST_CASE("accounts are asked about with their own credentials, and nothing is sent") {
  const http::Request ses = question_of("ses", R"({"region": "eu-west-1", "access_key_id": "AKID",
                                                   "secret_access_key": "s3cret"})");
  CHECK(ses.method + " " + ses.url == "GET https://email.eu-west-1.amazonaws.com/v2/email/account");
  CHECK(header(ses, "X-Amz-Date") == "20240215T122640Z");
  CHECK(contains(header(ses, "Authorization"), "AKID/20240215/eu-west-1/ses/aws4_request"));
  CHECK(ses.body.empty());
  const http::Request sendgrid =
      question_of("sendgrid", R"({"api_key": "SG.x", "on_behalf_of": "shop"})");
  CHECK(sendgrid.method + " " + sendgrid.url == "GET https://api.sendgrid.com/v3/scopes");
  CHECK(header(sendgrid, "Authorization") == "Bearer SG.x");
  CHECK(header(sendgrid, "on-behalf-of") == "shop");
  const http::Request postmark = question_of("postmark", R"({"server_token": "t"})");
  CHECK(postmark.method + " " + postmark.url == "GET https://api.postmarkapp.com/server");
  CHECK(header(postmark, "X-Postmark-Server-Token") == "t");
  const http::Request mixmax = question_of("mixmax", R"({"api_token": "t"})");
  CHECK(mixmax.method + " " + mixmax.url == "GET https://api.mixmax.com/v1/sequences?limit=1");
  CHECK(header(mixmax, "X-API-Token") == "t");
  const std::string sid = "AC0123456789abcdef0123456789abcdef";
  const http::Request twilio =
      question_of("twilio", R"({"account_sid": ")" + sid + R"(", "auth_token": "t"})");
  CHECK(twilio.method + " " + twilio.url ==
        "GET https://api.twilio.com/2010-04-01/Accounts/" + sid + ".json");
  CHECK(header(twilio, "Authorization") ==
        "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjp0");
  const http::Request smtp = question_of("smtp", R"({"host": "mail.example", "username": "u",
                                                     "password": "p"})");
  CHECK(smtp.method + " " + smtp.url == "NOOP smtp://mail.example:587/localhost");
  CHECK(smtp.require_tls);
  CHECK(smtp.username == "u");
  CHECK(smtp.recipients.empty());
  const http::Request fcm =
      question_of("fcm", R"({"service_account": {"project_id": "p"}})", "Bearer t");
  CHECK(fcm.method + " " + fcm.url ==
        "POST https://fcm.googleapis.com/v1/projects/p/messages:send");
  CHECK(header(fcm, "Authorization") == "Bearer t");
  CHECK(schema::parse_json(fcm.body) == schema::parse_json(R"({"validate_only": true,
            "message": {"topic": "beckon-check", "data": {"beckon": "check"}}})"));
  const http::Request apns = question_of("apns", R"({"topic": "example.shop"})", "bearer t");
  CHECK(apns.method + " " + apns.url ==
        "POST https://api.push.apple.com/3/device/" + std::string(64, '0'));
  CHECK(header(apns, "authorization") == "bearer t");
  CHECK(header(apns, "apns-topic") == "example.shop");
}

TEST_CASE("some can only be asked by sending") {
  for (const std::string kind : {"sandbox", "web_push", "webhook", "host"}) {
    CAPTURE(kind);
    CHECK_FALSE(provider_of(kind).question(account_of(kind, "{}"), "", kAt));
  }
}

TEST_CASE("answers about accounts") {
  const auto result = [](std::string_view kind, int status, const std::string& body) {
    return provider_of(kind).read_question(answer(status, body)).result;
  };
  CHECK(result("ses", 200, R"({"SendingEnabled": true})") == Result::accepted);
  CHECK(result("ses", 200, R"({"SendingEnabled": false})") == Result::rejected);
  CHECK(result("ses", 403, R"({"__type": "InvalidSignatureException"})") == Result::rejected);
  CHECK(result("sendgrid", 200, R"({"scopes": ["mail.send"]})") == Result::accepted);
  CHECK(result("sendgrid", 401, "") == Result::rejected);
  CHECK(result("postmark", 200, R"({"ID": 1})") == Result::accepted);
  CHECK(result("postmark", 401, R"({"ErrorCode": 10, "Message": "token"})") == Result::rejected);
  CHECK(result("twilio", 200, "{}") == Result::accepted);
  CHECK(result("mixmax", 401, "{}") == Result::rejected);
  CHECK(result("fcm", 200, R"({"name": "projects/p/messages/fake_message_id"})") ==
        Result::accepted);
  CHECK(result("fcm", 403, R"({"error": {"status": "PERMISSION_DENIED"}})") == Result::rejected);
  // There is no such device: everything else was right.
  CHECK(result("apns", 400, R"({"reason": "BadDeviceToken"})") == Result::accepted);
  CHECK(result("apns", 400, R"({"reason": "TopicDisallowed"})") == Result::rejected);
  CHECK(result("apns", 403, R"({"reason": "InvalidProviderToken"})") == Result::rejected);
  CHECK(result("apns", 503, "") == Result::retry);
}

} // namespace
} // namespace beckon::provider
