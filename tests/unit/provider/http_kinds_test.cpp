// The requests of each HTTP provider, field by field, and what its answers mean. The golden
// requests are written from the providers' own references.
#include "base/crypto.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

Message letter() {
  Message message = email_message();
  message.sender = "Shop <hello@shop.example>";
  message.reply_to = "help@shop.example";
  message.html = "<p>Hello</p>";
  message.text = "Hello";
  message.headers = {{"List-Unsubscribe", "<https://shop.example/u/1>"}};
  message.at = 1'708'000'000'000;
  return message;
}

constexpr const char* kSes = R"({"kind": "ses", "channel": "email", "region": "eu-west-1",
    "access_key_id": "AKIDEXAMPLE", "secret_access_key": "s3cret", "configuration_set": "news"})";

TEST_CASE("ses: the whole message is handed over, signed") {
  CHECK(issues_of("ses", kSes).empty());
  const http::Request request = provider_of("ses").build(account_of("ses", kSes), letter());
  CHECK(request.method == "POST");
  CHECK(request.url == "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails");
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({
            "Destination": {"ToAddresses": ["ada@example.org"]},
            "Content": {"Raw": {"Data": ")" + to_base64(letter().mime) +
                                                               R"("}},
            "ConfigurationSetName": "news",
            "EmailTags": [{"Name": "beckon_send", "Value": "00ff17"}]})"));
  CHECK(header(request, "Content-Type") == "application/json");
  CHECK(header(request, "X-Amz-Date") == "20240215T122640Z");
  CHECK(contains(header(request, "Authorization"), "/20240215/eu-west-1/ses/aws4_request"));
  CHECK_FALSE(contains(request.body + header(request, "Authorization"), "s3cret"));
}

TEST_CASE("ses: what its answers mean") {
  const Outcome sent = provider_of("ses").read(answer(200, R"({"MessageId": "0100-1"})"));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "0100-1");
  CHECK(provider_of("ses").read(answer(200, "<html>")).result == Result::accepted);
  check_readings(
      "ses",
      {{429,
        R"({"message": "Maximum sending rate exceeded.", "__type": "TooManyRequestsException"})",
        Result::retry, Fault::throttle},
       {429, R"({"message": "Daily message quota exceeded", "code": "TooManyRequestsException"})",
        Result::retry, Fault::account},
       {400, R"({"__type": "com.amazon#SendingPausedException", "message": "paused"})",
        Result::rejected, Fault::account},
       {400, R"({"__type": "BadRequestException", "message": "Missing final '@domain'"})",
        Result::rejected, Fault::recipient},
       {400, R"({"__type": "MessageRejected", "message": "Email address is not verified."})",
        Result::rejected, Fault::request},
       {403, R"({"__type": "InvalidSignatureException"})", Result::rejected, Fault::account},
       {409, R"({"__type": "ConflictException"})", Result::rejected, Fault::request},
       {500, "", Result::retry, Fault::transient},
       {504, "", Result::unknown, Fault::transient}});
  const Outcome named = provider_of("ses").read(
      answer(400, "{}", {{"x-amzn-errortype", "ThrottlingException:http://internal"}}));
  CHECK(named.result == Result::retry);
  CHECK(named.fault == Fault::throttle);
}

constexpr const char* kSendGrid =
    R"({"kind": "sendgrid", "channel": "email", "api_key": "SG.x", "on_behalf_of": "shop"})";

TEST_CASE("sendgrid: one personalisation, the text before the HTML, tracking off") {
  CHECK(issues_of("sendgrid", kSendGrid).empty());
  const http::Request request =
      provider_of("sendgrid").build(account_of("sendgrid", kSendGrid), letter());
  CHECK(request.url == "https://api.sendgrid.com/v3/mail/send");
  CHECK(header(request, "Authorization") == "Bearer SG.x");
  CHECK(header(request, "on-behalf-of") == "shop");
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({
      "personalizations": [{"to": [{"email": "ada@example.org"}],
                            "custom_args": {"beckon_send": "00ff17"}}],
      "from": {"email": "hello@shop.example", "name": "Shop"},
      "subject": "Hi",
      "content": [{"type": "text/plain", "value": "Hello"},
                  {"type": "text/html", "value": "<p>Hello</p>"}],
      "reply_to": {"email": "help@shop.example"},
      "headers": {"List-Unsubscribe": "<https://shop.example/u/1>"},
      "tracking_settings": {"click_tracking": {"enable": false},
                            "open_tracking": {"enable": false},
                            "subscription_tracking": {"enable": false}}})"));
}

TEST_CASE("sendgrid: what its answers mean") {
  const Outcome sent =
      provider_of("sendgrid").read(answer(202, "", {{"x-message-id", "LRzXl_NHStOGhQ4kofSm_A"}}));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "LRzXl_NHStOGhQ4kofSm_A");
  check_readings(
      "sendgrid",
      {{400, R"({"errors": [{"message": "Does not contain a valid address.",
                             "field": "personalizations.0.to.0.email"}]})",
        Result::rejected, Fault::recipient},
       {400, R"({"errors": [{"message": "The subject is required", "field": "subject"}]})",
        Result::rejected, Fault::request},
       {401, R"({"errors": [{"message": "authorization required"}]})", Result::rejected,
        Fault::account},
       {403,
        R"({"errors": [{"message": "The from address does not match a verified Sender Identity."}]})",
        Result::rejected, Fault::request},
       {413, "", Result::rejected, Fault::request},
       {429, R"({"errors": [{"field": null, "message": "too many requests"}]})", Result::retry,
        Fault::throttle},
       {503, "", Result::retry, Fault::transient}});
}

constexpr const char* kPostmark =
    R"({"kind": "postmark", "channel": "email", "server_token": "t0k", "message_stream": "news"})";

TEST_CASE("postmark: the parts, the stream, tracking off") {
  CHECK(issues_of("postmark", kPostmark).empty());
  const http::Request request =
      provider_of("postmark").build(account_of("postmark", kPostmark), letter());
  CHECK(request.url == "https://api.postmarkapp.com/email");
  CHECK(header(request, "X-Postmark-Server-Token") == "t0k");
  CHECK(header(request, "Accept") == "application/json");
  CHECK(schema::parse_json(request.body) == schema::parse_json(R"({
      "From": "Shop <hello@shop.example>", "To": "ada@example.org", "Subject": "Hi",
      "HtmlBody": "<p>Hello</p>", "TextBody": "Hello", "ReplyTo": "help@shop.example",
      "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://shop.example/u/1>"}],
      "TrackOpens": false, "TrackLinks": "None", "Metadata": {"beckon_send": "00ff17"},
      "MessageStream": "news"})"));
}

TEST_CASE("postmark: what its answers mean") {
  const Outcome sent =
      provider_of("postmark")
          .read(answer(200, R"({"MessageID": "b7bc2f4a", "ErrorCode": 0, "Message": "OK"})"));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "b7bc2f4a");
  check_readings(
      "postmark",
      {{422, R"({"ErrorCode": 406, "Message": "Found inactive addresses: a@x. Inactive"})",
        Result::rejected, Fault::recipient},
       {422, R"({"ErrorCode": 300, "Message": "Invalid 'To' address"})", Result::rejected,
        Fault::recipient},
       {422, R"({"ErrorCode": 300, "Message": "Zero recipients"})", Result::rejected,
        Fault::request},
       {422, R"({"ErrorCode": 405, "Message": "out of credits"})", Result::rejected,
        Fault::account},
       {422, R"({"ErrorCode": 409, "Message": "JSON required"})", Result::rejected, Fault::request},
       {401, R"({"ErrorCode": 10, "Message": "bad token"})", Result::rejected, Fault::account},
       {429, R"({"ErrorCode": 429, "Message": "slower"})", Result::retry, Fault::throttle},
       {200, R"({"ErrorCode": 406, "Message": "inactive"})", Result::rejected, Fault::recipient},
       {500, R"({"ErrorCode": 0, "Message": ""})", Result::retry, Fault::transient},
       {503, R"({"ErrorCode": 100, "Message": "maintenance"})", Result::retry, Fault::transient}});
}

const std::string kSid = "AC00000000000000000000000000000001";
const std::string kTwilio = R"({"kind": "twilio", "channel": "sms", "account_sid": ")" + kSid +
                            R"(", "auth_token": "t0k", "from": "+15557122661"})";

TEST_CASE("twilio: a form with basic authentication") {
  CHECK(issues_of("twilio", kTwilio).empty());
  Message message;
  message.send_key = "00ff17";
  message.channel = "sms";
  message.to = "+15558675310";
  message.text = "50 % off & more – today";
  const http::Request request = provider_of("twilio").build(account_of("twilio", kTwilio), message);
  CHECK(request.url == "https://api.twilio.com/2010-04-01/Accounts/" + kSid + "/Messages.json");
  CHECK(header(request, "Authorization") == "Basic " + to_base64(kSid + ":t0k"));
  CHECK(header(request, "Content-Type") == "application/x-www-form-urlencoded");
  CHECK(request.body ==
        "To=%2B15558675310&From=%2B15557122661&"
        "Body=50%20%25%20off%20%26%20more%20%E2%80%93%20today");
}

TEST_CASE("twilio: what its answers mean") {
  const Outcome sent =
      provider_of("twilio").read(answer(201, R"({"sid": "SM1", "status": "queued"})"));
  CHECK(sent.result == Result::accepted);
  CHECK(sent.provider_message_id == "SM1");
  check_readings(
      "twilio",
      {{400, R"({"code": 21211, "message": "no valid number"})", Result::rejected,
        Fault::recipient},
       {400, R"({"code": 21610, "message": "unsubscribed"})", Result::rejected, Fault::recipient},
       {400, R"({"code": 21602, "message": "body required"})", Result::rejected, Fault::request},
       {400, R"({"code": 21611, "message": "queue full"})", Result::retry, Fault::throttle},
       {401, R"({"code": 20003})", Result::rejected, Fault::account},
       {429, R"({"code": 20429})", Result::retry, Fault::throttle},
       {500, "", Result::retry, Fault::transient}});
}

TEST_CASE("webhook: signed by the Standard Webhooks specification") {
  const std::string config = R"({"kind": "webhook", "channel": "sms",
      "url": "https://shop.example/hooks",
      "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})";
  CHECK(issues_of("webhook", config).empty());
  Message message;
  message.send_key = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  message.channel = "webhook";
  message.text = R"({"test": 2432232314})";
  message.at = 1'614'265'330'000;
  const http::Request request =
      provider_of("webhook").build(account_of("webhook", config), message);
  CHECK(request.url == "https://shop.example/hooks");
  CHECK(request.body == message.text);
  CHECK(header(request, "webhook-id") == message.send_key);
  CHECK(header(request, "webhook-timestamp") == "1614265330");
  // The example of the specification's own libraries.
  CHECK(header(request, "webhook-signature") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  CHECK(provider_of("webhook").idempotent());
}

TEST_CASE("mistakes of accounts are told with their place") {
  CHECK(issue_of("ses", R"({"region": "eu-west-1", "access_key_id": "a"})") ==
        "/secret_access_key: \"secret_access_key\" is missing");
  CHECK(issue_of("sendgrid", R"({"api_key": "k", "base_url": "http://mail.example"})") ==
        "/base_url: credentials are not sent without encryption");
  CHECK(issues_of("sendgrid", R"({"api_key": "k", "base_url": "http://10.0.0.1:80",
                                  "allow_private": true})")
            .empty());
  CHECK(issue_of("postmark", R"({"server_token": "t", "base_url": "mail.example"})") ==
        "/base_url: \"base_url\" is an https address without query");
  CHECK(issue_of("twilio", R"({"account_sid": ")" + kSid + R"(", "from": "+15557122661"})") ==
        "/auth_token: \"auth_token\" is missing");
  CHECK(
      issue_of("twilio", R"({"account_sid": "AC1", "auth_token": "t", "from": "+15557122661"})") ==
      "/account_sid: \"account_sid\" is AC and 32 hexadecimal digits");
  CHECK(issue_of("webhook", R"({"url": "https://shop.example", "secret": "whsec_YWJj"})") ==
        "/secret: \"secret\" is whsec_ and the base64 of at least 24 bytes");
  CHECK(issue_of("webhook", R"({"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})") ==
        "/url: \"url\" is missing");
}

} // namespace
} // namespace beckon::provider
