// What Klaviyo and ActiveCampaign tell by webhook.
#include <doctest/doctest.h>

#include "base/crypto.h"
#include "provider/receiver.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::parse_json;
using schema::text_member;

constexpr Millis kArrived = 1'707'998'400'000; // 2024-02-15T12:00:00Z
constexpr const char* kTime = "2024-02-15T12:00:00+00:00";

Account klaviyo_account() {
  return {"k", "klaviyo", "sync", 0,
          parse_json(R"({"webhook_secret": "0123456789abcdef", "webhook_id": "W1"})")};
}

Delivery klaviyo_delivery(std::string body) {
  Delivery delivery;
  delivery.at = kArrived;
  const Digest digest = hmac_sha256("0123456789abcdef", body + kTime);
  delivery.headers = {{"klaviyo-signature", to_hex(as_text(digest))},
                      {"Klaviyo-Timestamp", kTime},
                      {"Klaviyo-Webhook-Id", "W1"}};
  delivery.body = std::move(body);
  return delivery;
}

void expect_refused(const Receiver& receiver, const Account& account, const Delivery& delivery) {
  try {
    receiver.verify(account, delivery, "");
    FAIL("it was not refused");
  } catch (const Error& error) {
    CHECK(error.code() == Code::permission_denied);
  }
}

TEST_CASE("klaviyo signs its body with the time behind it") {
  const Receiver& receiver = *find_receiver("klaviyo");
  Delivery delivery = klaviyo_delivery(R"({"data":[],"meta":{}})");
  CHECK(delivery.headers[0].second ==
        "6069e7c6804abe6cda5f849f792424ce3d08910926e5b67e864c2269d91b8d9b");
  receiver.verify(klaviyo_account(), delivery, "");

  Delivery forged = delivery;
  forged.body += " ";
  expect_refused(receiver, klaviyo_account(), forged);
  Delivery late = delivery;
  late.at = kArrived + 5 * 60'000 + 1;
  expect_refused(receiver, klaviyo_account(), late);
  Delivery other = delivery;
  other.headers[2].second = "W2";
  expect_refused(receiver, klaviyo_account(), other);
  Delivery bare = delivery;
  bare.headers.clear();
  expect_refused(receiver, klaviyo_account(), bare);
  Account open = klaviyo_account();
  open.config.erase("webhook_secret"); // no secret is no permission
  expect_refused(receiver, open, delivery);
}

std::string event(const std::string& topic, const std::string& id) {
  return R"({"external_id": ")" + id + R"(", "topic": "event:klaviyo.)" + topic +
         R"(", "payload": {"data": {"type": "event", "id": "E", "attributes": {
      "datetime": "2024-02-15T11:59:00+00:00",
      "event_properties": {"Subject": "Hi", "nested": {"a": 1}}}},
      "included": [{"type": "metric"}, {"type": "profile", "id": "P", "attributes": {
        "email": "Ada@Example.org", "phone_number": "+4915112345678"}}]}})";
}

TEST_CASE("klaviyo tells of consents and of what became of its messages") {
  const Receiver& receiver = *find_receiver("klaviyo");
  const Delivery delivery = klaviyo_delivery(
      R"({"data": [)" + event("unsubscribed_from_email_marketing", "x1") + "," +
      event("subscribed_to_sms_marketing", "x2") + "," + event("opened_email", "x3") + "," +
      event("ready_to_review", "x4") + R"(], "meta": {"klaviyo_webhook_id": "W1"}})");
  const Reading reading = receiver.read(klaviyo_account(), delivery);
  REQUIRE(reading.records.size() == 3);
  CHECK(reading.records[0] == parse_json(R"({"type": "consent", "channel": "email",
      "state": "denied", "source": "klaviyo", "email": "ada@example.org",
      "phone": "+4915112345678", "message_id": "klaviyo:k:x1", "at": 1707998340000})"));
  CHECK(text_member(reading.records[1], "channel") == "sms");
  CHECK(text_member(reading.records[1], "state") == "granted");
  CHECK(reading.records[2] == parse_json(R"({"type": "track", "event": "Klaviyo Opened Email",
      "properties": {"Subject": "Hi"}, "email": "ada@example.org", "phone": "+4915112345678",
      "message_id": "klaviyo:k:x3", "at": 1707998340000})"));
}

TEST_CASE("a body of klaviyo that names another webhook is refused") {
  const Receiver& receiver = *find_receiver("klaviyo");
  const Delivery delivery =
      klaviyo_delivery(R"({"data": [], "meta": {"klaviyo_webhook_id": "OTHER"}})");
  CHECK_THROWS_AS(receiver.read(klaviyo_account(), delivery), Error);
  CHECK_THROWS_AS(receiver.read(klaviyo_account(), klaviyo_delivery("[]")), Error);
}

Account campaign_account() {
  return {"ac", "activecampaign", "sync", 0,
          parse_json(R"({"webhook_token": "s3cret-s3cret-s3"})")};
}

Delivery campaign_delivery(std::string body) {
  Delivery delivery;
  delivery.at = kArrived;
  delivery.url = "https://shop.example/hooks/ac?token=s3cret-s3cret-s3";
  delivery.body = std::move(body);
  return delivery;
}

TEST_CASE("activecampaign shows the token of its address") {
  const Receiver& receiver = *find_receiver("activecampaign");
  Delivery delivery = campaign_delivery("type=open");
  receiver.verify(campaign_account(), delivery, "");
  for (const char* url : {"https://shop.example/hooks/ac", "https://shop.example/hooks/ac?token=",
                          "https://shop.example/hooks/ac?token=s3cret-s3cret-s4", ""}) {
    delivery.url = url;
    expect_refused(receiver, campaign_account(), delivery);
  }
  Account open = campaign_account();
  open.config = schema::Value::object();
  delivery.url = "https://shop.example/hooks/ac?token=";
  expect_refused(receiver, open, delivery);
}

TEST_CASE("activecampaign tells of people who leave, and of nothing that this side did") {
  const Receiver& receiver = *find_receiver("activecampaign");
  const auto read = [&](const std::string& body) {
    return receiver.read(campaign_account(), campaign_delivery(body)).records;
  };
  const std::string who =
      "&contact%5Bemail%5D=Ada%40Example.org&contact%5Bphone%5D=%2B4915112345678"
      "&date_time=2024-02-15T11%3A00%3A00%2B00%3A00";
  const auto left = read("type=unsubscribe&initiated_from=public&list=1" + who);
  REQUIRE(left.size() == 1);
  CHECK(text_member(left[0], "email") == "ada@example.org");
  CHECK(text_member(left[0], "state") == "denied");
  CHECK(left[0].find("at")->as_integer() == kArrived - 3'600'000);
  // The same bytes are the same event, others are another one.
  const auto again = read("type=unsubscribe&initiated_from=public&list=1" + who);
  const auto other = read("type=unsubscribe&initiated_from=public&list=2" + who);
  CHECK(text_member(again[0], "message_id") == text_member(left[0], "message_id"));
  CHECK(text_member(other[0], "message_id") != text_member(left[0], "message_id"));
  CHECK(read("type=unsubscribe&initiated_from=api" + who).empty());
  CHECK(read("type=subscribe&initiated_from=admin" + who).empty());
  CHECK(text_member(read("type=subscribe&initiated_from=public" + who)[0], "state") == "granted");
  CHECK(text_member(read("type=sms_unsub" + who)[0], "phone") == "+4915112345678");
  const auto clicked =
      read("type=click&campaign%5Bname%5D=Spring&link%5Burl%5D=https%3A%2F%2Fx" + who);
  CHECK(text_member(clicked[0], "event") == "ActiveCampaign Clicked Link");
  CHECK(*clicked[0].find("properties") ==
        parse_json(R"({"campaign": "Spring", "url": "https://x"})"));
  CHECK(read("type=deal_add" + who).empty());
  CHECK(read("type=open").empty()); // of nobody
  CHECK_THROWS_AS(read("nothing=1"), Error);
}

} // namespace
} // namespace beckon::provider
