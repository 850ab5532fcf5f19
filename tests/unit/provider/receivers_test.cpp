// Webhooks: signatures against the vectors that the providers publish, what each event says, and
// that nothing is read which is not signed.
#include "provider/receiver.h"

#include "unit/provider/common.h"
#include "unit/provider/vectors.h"

namespace beckon::provider {
namespace {

const Receiver& receiver_of(std::string_view kind) {
  const Receiver* receiver = find_receiver(kind);
  REQUIRE(receiver != nullptr);
  return *receiver;
}

bool accepts(std::string_view kind, const std::string& config, const Delivery& delivery,
             std::string_view certificate = {}) {
  try {
    receiver_of(kind).verify(account_of(std::string(kind), config), delivery, certificate);
    return true;
  } catch (const Error& error) {
    CHECK((error.code() == Code::permission_denied || error.code() == Code::invalid_request));
    return false;
  }
}

Reading read_of(std::string_view kind, const std::string& body, const std::string& url = {}) {
  Delivery delivery{url, {}, body, 1'700'000'000'000};
  return receiver_of(kind).read(account_of(std::string(kind), "{}"), delivery);
}

// "state hard blocked machine key time", or "" when the event says nothing.
std::string told(const Reading& reading) {
  std::string text;
  for (const Notice& notice : reading.notices) {
    if (!text.empty()) text += "; ";
    text += notice.state + (notice.hard ? " hard" : "") + (notice.blocked ? " blocked" : "") +
            (notice.machine ? " machine" : "") + " " + notice.send_key + " " +
            format_time(notice.at);
  }
  return text;
}

constexpr const char* kKeyA =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+"
    "2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
constexpr const char* kSignatureA =
    "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+"
    "luQAbPIqHh89M15TluLtEZtM=";

Delivery sendgrid_delivery() {
  Delivery delivery;
  delivery.headers = {{"x-twilio-email-event-webhook-signature", kSignatureA},
                      {"X-Twilio-Email-Event-Webhook-Timestamp", "1600112502"}};
  delivery.body =
      R"([{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}])"
      "\r\n";
  delivery.at = 1'600'112'502'000;
  return delivery;
}

TEST_CASE("sendgrid: the published signature, and everything that is not it") {
  const std::string config = R"({"webhook_key": ")" + std::string(kKeyA) + "\"}";
  const Delivery good = sendgrid_delivery();
  CHECK(accepts("sendgrid", config, good));
  CHECK_FALSE(accepts("sendgrid", "{}", good));
  Delivery changed = good;
  changed.body.pop_back();
  CHECK_FALSE(accepts("sendgrid", config, changed));
  changed = good;
  changed.headers[1].second = "1600112503";
  CHECK_FALSE(accepts("sendgrid", config, changed));
  changed = good;
  changed.headers.pop_back();
  CHECK_FALSE(accepts("sendgrid", config, changed));
  changed = good;
  changed.headers[0].second = "nonsense";
  CHECK_FALSE(accepts("sendgrid", config, changed));
  changed = good;
  changed.at += 25 * 3'600'000; // a replay
  CHECK_FALSE(accepts("sendgrid", config, changed));
  const std::string other =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8RE"
      "ntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";
  CHECK_FALSE(accepts("sendgrid", R"({"webhook_key": ")" + other + "\"}", good));
}

TEST_CASE("sendgrid: what its events say") {
  const auto one = [](const std::string& members) {
    return told(read_of("sendgrid",
                        R"([{"beckon_send": "ff", "timestamp": 1700000000, )" + members + "}]"));
  };
  const std::string at = " ff 2023-11-14T22:13:20.000Z";
  CHECK(one(R"("event": "delivered")") == "delivered" + at);
  CHECK(one(R"("event": "open")") == "opened" + at);
  CHECK(one(R"("event": "open", "sg_machine_open": true)") == "opened machine" + at);
  CHECK(one(R"("event": "click")") == "clicked" + at);
  CHECK(one(R"("event": "bounce", "type": "bounce")") == "bounced hard" + at);
  CHECK(one(R"("event": "bounce", "type": "bounce", "status": "5.1.1")") == "bounced hard" + at);
  CHECK(one(R"("event": "bounce", "type": "bounce", "status": "4.2.2")") == "bounced" + at);
  CHECK(one(R"("event": "bounce", "type": "blocked")") == "bounced blocked" + at);
  CHECK(one(R"("event": "dropped", "reason": "Bounced Address")") == "bounced hard" + at);
  CHECK(one(R"("event": "dropped", "reason": "Spam Content")") == "");
  CHECK(one(R"("event": "spamreport")") == "complained" + at);
  CHECK(one(R"("event": "group_unsubscribe")") == "unsubscribed" + at);
  CHECK(one(R"("event": "processed")") == "");
  CHECK(one(R"("event": "deferred")") == "");
  const Reading dropped = receiver_of("sendgrid").read(Account(), sendgrid_delivery());
  REQUIRE(dropped.notices.size() == 1);
  CHECK(dropped.notices[0].provider_message_id == "LRzXl_NHStOGhQ4kofSm_A");
  CHECK_THROWS_AS(read_of("sendgrid", "{}"), Error);
  CHECK_THROWS_AS(read_of("sendgrid", "["), Error);
}

TEST_CASE("ses: the published signatures of SNS") {
  const std::string certificate = vector_file("sns_cert.pem");
  if (certificate.empty()) return;
  for (const char* name : {"sns_sha1.json", "sns_sha256.json"}) {
    CAPTURE(name);
    Delivery delivery;
    delivery.body = vector_file(name);
    const schema::Value envelope = schema::parse_json(delivery.body);
    delivery.at = *parse_time(envelope.find("Timestamp")->as_string());
    const std::string config =
        R"({"topic_arn": ")" + envelope.find("TopicArn")->as_string() + "\"}";
    CHECK(receiver_of("ses").certificate_url(delivery) ==
          envelope.find("SigningCertURL")->as_string());
    CHECK(accepts("ses", config, delivery, certificate));
    CHECK_FALSE(accepts("ses", config, delivery, " " + certificate));
    CHECK_FALSE(accepts("ses", R"({"topic_arn": "arn:aws:sns:x"})", delivery, certificate));
    const auto changed = [&](std::string_view member, const std::string& value) {
      schema::Value other = envelope;
      other.set(member, value);
      return Delivery{"", {}, schema::to_json(other), delivery.at};
    };
    CHECK_FALSE(accepts("ses", config, changed("Message", "Hello"), certificate));
    CHECK_FALSE(accepts("ses", config, changed("SignatureVersion", "3"), certificate));
    CHECK_FALSE(accepts("ses", config, changed("Signature", "bad"), certificate));
    delivery.at += 2 * 3'600'000; // a replay
    CHECK_FALSE(accepts("ses", config, delivery, certificate));
  }
}

TEST_CASE("ses: a certificate is fetched from Amazon's own host alone") {
  const auto fetches = [](const std::string& url) {
    const Delivery delivery{"", {}, R"({"SigningCertURL": ")" + url + "\"}", 0};
    try {
      return receiver_of("ses").certificate_url(delivery) == url;
    } catch (const Error&) {
      return false;
    }
  };
  CHECK(fetches("https://sns.us-east-2.amazonaws.com/a.pem"));
  CHECK(fetches("https://sns.cn-north-1.amazonaws.com.cn/a.pem"));
  for (const char* url :
       {"http://sns.us-east-2.amazonaws.com/a.pem", "https://internetbadguys.com/cert.pem",
        "https://sns.us-east-2.amazonaws.com/a.key",
        "https://sns.us-east-2.amazonaws.com.evil.com/a.pem",
        "https://sns.x.evil.com/.amazonaws.com/a.pem", "https://sns.a@evil.com/a.pem",
        "https://evil.com#sns.us-east-2.amazonaws.com/a.pem", "https://sns..amazonaws.com/a.pem",
        ""}) {
    CAPTURE(url);
    CHECK_FALSE(fetches(url));
  }
}

TEST_CASE("ses: what its events say") {
  const auto one = [](const std::string& event) {
    const schema::Value envelope =
        schema::Value::object({{"Type", "Notification"}, {"Message", event}});
    return told(read_of("ses", schema::to_json(envelope)));
  };
  const std::string mail = R"(, "mail": {"messageId": "1", "tags": {"beckon_send": ["ff"]}}})";
  const std::string at = R"("timestamp": "2023-11-14T22:13:21.000Z")";
  const std::string when = " ff 2023-11-14T22:13:21.000Z";
  CHECK(one(R"({"eventType": "Delivery", "delivery": {)" + at + "}" + mail) == "delivered" + when);
  CHECK(one(R"({"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", )" + at + "}" +
            mail) == "bounced hard" + when);
  CHECK(one(R"({"eventType": "Bounce", "bounce": {"bounceType": "Transient", )" + at + "}" +
            mail) == "bounced" + when);
  CHECK(one(R"({"eventType": "Bounce", "bounce": {"bounceType": "Transient",
                "bounceSubType": "ContentRejected", )" +
            at + "}" + mail) == "bounced blocked" + when);
  CHECK(one(R"({"eventType": "Complaint", "complaint": {)" + at + "}" + mail) ==
        "complained" + when);
  CHECK(one(R"({"eventType": "Complaint", "complaint": {"complaintFeedbackType": "not-spam"})" +
            mail) == "");
  CHECK(one(R"({"eventType": "Open", "open": {)" + at + "}" + mail) == "opened" + when);
  CHECK(one(R"({"eventType": "Click", "click": {)" + at + "}" + mail) == "clicked" + when);
  CHECK(one(R"({"eventType": "Send", "send": {})" + mail) == "");
  CHECK(one("Successfully validated SNS topic for Amazon SES event publishing.") == "");
  const Reading asked = read_of("ses", R"({"Type": "SubscriptionConfirmation",
      "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"})");
  CHECK(asked.confirm_url == "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription");
  CHECK_THROWS_AS(read_of("ses", R"({"Type": "SubscriptionConfirmation",
      "SubscribeURL": "https://evil.example/"})"),
                  Error);
}

TEST_CASE("postmark: user and password, and what its events say") {
  const std::string config = R"({"webhook_user": "shop", "webhook_password": "s3cret"})";
  const auto shows = [&](const std::string& value) {
    return accepts("postmark", config, {"", {{"authorization", value}}, "{}", 0});
  };
  CHECK(shows("Basic c2hvcDpzM2NyZXQ="));
  CHECK_FALSE(shows("Basic c2hvcDpzM2NyZXU="));
  CHECK_FALSE(shows(""));
  CHECK_FALSE(accepts("postmark", "{}", {"", {{"Authorization", "Basic Og=="}}, "{}", 0}));
  const auto one = [](const std::string& members) {
    return told(read_of(
        "postmark", R"({"MessageID": "m", "Metadata": {"beckon_send": "ff"}, )" + members + "}"));
  };
  const std::string at = " ff 2024-02-15T10:00:00.000Z", received = " ff 2023-11-14T22:13:20.000Z";
  CHECK(one(R"("RecordType": "Delivery", "DeliveredAt": "2024-02-15T10:00:00Z")") ==
        "delivered" + at);
  CHECK(
      one(R"("RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": "2024-02-15T10:00:00Z")") ==
      "bounced hard" + at);
  CHECK(one(R"("RecordType": "Bounce", "Type": "SoftBounce")") == "bounced" + received);
  CHECK(one(R"("RecordType": "Bounce", "Type": "SoftBounce", "Inactive": true)") ==
        "bounced hard" + received);
  CHECK(one(R"("RecordType": "Bounce", "Type": "Blocked")") == "bounced blocked" + received);
  CHECK(one(R"("RecordType": "Bounce", "Type": "AutoResponder")") == "");
  CHECK(one(R"("RecordType": "SpamComplaint", "Type": "SpamComplaint")") ==
        "complained" + received);
  CHECK(one(R"("RecordType": "Open")") == "opened" + received);
  CHECK(one(R"("RecordType": "Click")") == "clicked" + received);
  CHECK(one(R"("RecordType": "SubscriptionChange", "SuppressSending": true,
               "SuppressionReason": "ManualSuppression")") == "unsubscribed" + received);
  CHECK(one(R"("RecordType": "SubscriptionChange", "SuppressSending": false)") == "");
}

constexpr const char* kCall =
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&"
    "From=%2B14158675309&To=%2B18005551212";

TEST_CASE("twilio: the published signatures") {
  const auto signs = [](const std::string& url, const std::string& body,
                        const std::string& signature, const std::string& type = "") {
    http::Headers headers = {{"X-Twilio-Signature", signature}};
    if (!type.empty()) headers.emplace_back("Content-Type", type);
    return accepts("twilio", R"({"auth_token": "12345"})", {url, headers, body, 0});
  };
  const std::string page = "https://mycompany.com/myapp.php?foo=1&bar=2";
  CHECK(signs(page, kCall, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  CHECK(signs("https://mycompany.com:443/myapp.php?foo=1&bar=2", kCall,
              "kvajT1Ptam85bY51eRf/AJRuM3w="));
  CHECK(signs(page, kCall, "kvajT1Ptam85bY51eRf/AJRuM3w=")); // signed with the port
  CHECK(signs("http://mycompany.com:80/myapp.php?foo=1&bar=2", kCall,
              "0ZXoZLH/DfblKGATFgpif+LLRf4="));
  CHECK(signs("http://mycompany.com:1234/myapp.php?foo=1&bar=2", kCall,
              "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="));
  CHECK(signs("https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", kCall,
              "CukzLTc1tT5dXEDIHm/tKBanW10="));
  CHECK(signs(page, "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
              "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
  const std::string hashed = page +
                             "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf"
                             "19632632f96e6620";
  CHECK(signs(hashed, R"({"property": "value", "boolean": true})",
              "a9nBmqA0ju/hNViExpshrM61xv4=", "application/json"));
  CHECK_FALSE(signs(hashed, R"({"property": "value", "boolean": false})",
                    "a9nBmqA0ju/hNViExpshrM61xv4=", "application/json"));
  CHECK_FALSE(signs(page, std::string(kCall) + "&More=1", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  CHECK_FALSE(signs(page + "&x=1", kCall, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
  CHECK_FALSE(signs(page, kCall, ""));
}

TEST_CASE("twilio: what its calls say") {
  const std::string url = "https://shop.example/twilio?beckon_send=ff";
  const auto one = [&](const std::string& body) { return told(read_of("twilio", body, url)); };
  const std::string at = " ff 2023-11-14T22:13:20.000Z";
  CHECK(one("MessageSid=SM1&MessageStatus=delivered") == "delivered" + at);
  CHECK(one("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003") == "bounced" + at);
  CHECK(one("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005") == "bounced hard" + at);
  CHECK(one("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30007") == "bounced blocked" + at);
  CHECK(one("MessageSid=SM1&MessageStatus=failed&ErrorCode=21610") == "unsubscribed" + at);
  CHECK(one("MessageSid=SM1&MessageStatus=sent") == "");
  const Reading text = read_of("twilio", "MessageSid=SM2&From=%2B1555&To=%2B1666&Body=Stop+it%21");
  REQUIRE(text.texts.size() == 1);
  CHECK(text.texts[0].from == "+1555");
  CHECK(text.texts[0].text == "Stop it!");
  CHECK_FALSE(text.texts[0].answered);
}

TEST_CASE("mixmax: the token in the address, and what its rules say") {
  const auto shows = [](const std::string& url) {
    return accepts("mixmax", R"({"webhook_token": "t0ken"})", {url, {}, "{}", 0});
  };
  CHECK(shows("https://shop.example/hooks/mixmax?a=1&token=t0ken"));
  CHECK(shows("https://shop.example/hooks/mixmax?token=t0ken#x"));
  CHECK_FALSE(shows("https://shop.example/hooks/mixmax?token=token"));
  CHECK_FALSE(shows("https://shop.example/hooks/mixmax#?token="));
  CHECK_FALSE(shows(""));
  CHECK_FALSE(accepts("mixmax", "{}", {"https://shop.example/?token=", {}, "{}", 0}));
  const auto one = [](const std::string& body) {
    std::string text;
    for (const schema::Value& record : read_of("mixmax", body).records) {
      text += record.find("event")->as_string() + " " + record.find("email")->as_string() + "; ";
    }
    return text;
  };
  CHECK(
      one(R"({"eventName": "opened", "recipientEmail": "Ada@X.example", "timestamp": 1700000000000,
                "message": {"subject": "Hi"}})") == "Mixmax Opened Email ada@x.example; ");
  CHECK(one(R"({"eventName": "message:received", "inReplyTo": "<1@gmail>",
                "bouncedRecipientEmails": ["a@x.example", 7, "nobody", "b@x.example"]})") ==
        "Mixmax Bounced Email a@x.example; Mixmax Bounced Email b@x.example; ");
  CHECK(one(R"({"eventName": "message:sent", "to": ["a@x.example"]})") == "");
  CHECK_THROWS_AS(read_of("mixmax", "[]"), Error);
}

} // namespace
} // namespace beckon::provider
