// Two ways out that are no mail API: a person's mailbox behind Mixmax, and a function of the host.
#include "message/attachment.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr const char* kMixmax = R"({"kind": "mixmax", "channel": "email", "api_token": "t0ken"})";

TEST_CASE("mixmax: one HTML part for one address") {
  CHECK(issues_of("mixmax", kMixmax).empty());
  CHECK(issue_of("mixmax", "{}") == "/api_token: \"api_token\" is missing");
  Message message = email_message();
  message.html = "<p>Hello</p>";
  message.text = "Hello";
  const http::Request request = provider_of("mixmax").build(account_of("mixmax", kMixmax), message);
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.mixmax.com/v1/send/");
  CHECK(request.headers ==
        http::Headers{{"X-API-Token", "t0ken"}, {"Content-Type", "application/json"}});
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({"message": {
      "to": "ada@example.org", "from": "hello@shop.example", "subject": "Hi",
      "html": "<p>Hello</p>"}})"));
  message.html.clear();
  message.text = "1 < 2 & 3\r\nBye";
  const http::Request plain = provider_of("mixmax").build(account_of("mixmax", kMixmax), message);
  CHECK(schema::parse_json(plain.body).find("message")->find("html")->as_string() ==
        "1 &lt; 2 &amp; 3<br>\nBye");
  Message heavy = message;
  heavy.attachments = std::make_shared<const std::vector<message::Attachment>>(
      1, message::Attachment{"a.pdf", "application/pdf", "%PDF", ""});
  CHECK_THROWS_AS(provider_of("mixmax").build(account_of("mixmax", kMixmax), heavy), Error);
  message.to = "a@example.org,b@example.org";
  CHECK_THROWS_AS(provider_of("mixmax").build(account_of("mixmax", kMixmax), message), Error);
}

TEST_CASE("mixmax: what its answers mean") {
  const Outcome sent = provider_of("mixmax").read(answer(200, R"({"_id": "5c1"})"));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "5c1");
  CHECK(provider_of("mixmax").read(answer(200, "")).result == Result::accepted);
  check_readings("mixmax", {{400, R"({"message": "bad"})", Result::rejected, Fault::request},
                            {401, R"({"message": "token"})", Result::rejected, Fault::account},
                            {403, R"({"message": "off"})", Result::rejected, Fault::account},
                            {404, "", Result::rejected, Fault::request},
                            {429, "", Result::retry, Fault::throttle},
                            {500, "", Result::retry, Fault::transient},
                            {502, "", Result::unknown, Fault::transient}});
}

TEST_CASE("host: the message as JSON, with all that it has") {
  CHECK(issues_of("host", R"({"kind": "host", "channel": "sms"})").empty());
  Message message = email_message();
  message.text = "Hello";
  message.html = "<p>Hello</p>";
  message.reply_to = "help@shop.example";
  message.headers = {{"List-Unsubscribe", "<https://shop.example/u/1>"}};
  const http::Request request = provider_of("host").build(account_of("host", "{}"), message);
  CHECK(request.url == "host:main");
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({
      "account": "main", "channel": "email", "send_key": "00ff17", "from": "hello@shop.example",
      "to": "ada@example.org", "subject": "Hi", "text": "Hello", "html": "<p>Hello</p>",
      "reply_to": "help@shop.example",
      "headers": {"List-Unsubscribe": "<https://shop.example/u/1>"},
      "mime": "Subject: Hi\r\n\r\nHello\r\n"})"));
  Message text;
  text.send_key = "00ff18";
  text.channel = "sms";
  text.to = "+15557122661";
  text.text = "Hello";
  CHECK(schema::parse_json(provider_of("host").build(account_of("host", "{}"), text).body) ==
        schema::parse_json(R"({"account": "main", "channel": "sms", "send_key": "00ff18",
                               "from": "", "to": "+15557122661", "text": "Hello"})"));
  CHECK_FALSE(provider_of("host").idempotent());
}

TEST_CASE("host: every answer means what it says; one that says nothing leaves all open") {
  const auto read = [](const std::string& body) {
    return provider_of("host").read(answer(200, body));
  };
  const Outcome sent = read(R"({"result": "accepted", "id": "m1"})");
  CHECK(sent.result == Result::accepted);
  CHECK(sent.fault == Fault::none);
  CHECK(sent.provider_message_id == "m1");
  const Outcome refused = read(R"({"result": "rejected", "reason": "no such number",
                                   "fault": "recipient", "gone": true})");
  CHECK(refused.result == Result::rejected);
  CHECK(refused.fault == Fault::recipient);
  CHECK(refused.reason == "no such number");
  CHECK(refused.gone_since == kMillisMax);
  CHECK(read(R"({"result": "rejected"})").fault == Fault::request);
  CHECK(read(R"({"result": "rejected", "fault": "account"})").fault == Fault::account);
  const Outcome later = read(R"({"result": "retry", "fault": "throttle", "retry_after_ms": 5000})");
  CHECK(later.result == Result::retry);
  CHECK(later.fault == Fault::throttle);
  CHECK(later.retry_after_ms == 5'000);
  CHECK(read(R"({"result": "retry", "retry_after_ms": -1})").retry_after_ms == 0);
  CHECK(read(R"({"result": "retry", "retry_after_ms": 1e300})").result == Result::retry);
  CHECK(read(R"({"result": "unknown"})").result == Result::unknown);
  for (const std::string body : {"", "null", "[]", "{}", R"({"result": "sent"})"}) {
    CAPTURE(body);
    CHECK(read(body).result == Result::unknown);
    CHECK(contains(read(body).reason, "the host's answer"));
  }
  http::Response thrown;
  thrown.phase = http::Phase::sent;
  thrown.error = "ValueError: no";
  CHECK(provider_of("host").read(thrown).result == Result::unknown);
  CHECK(contains(provider_of("host").read(thrown).reason, "ValueError: no"));
  http::Response nobody;
  nobody.error = "no sender was given";
  CHECK(provider_of("host").read(nobody).result == Result::retry);
  CHECK(provider_of("host").read(nobody).fault == Fault::account);
}

} // namespace
} // namespace beckon::provider
