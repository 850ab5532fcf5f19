// Shopify: the signature over the raw bytes, and what its payloads come to.
#include "provider/receiver.h"
#include "schema/members.h"
#include "unit/provider/common.h"
#include "unit/provider/vectors.h"

namespace beckon::provider {
namespace {

using schema::text_member;
using schema::Value;

constexpr Millis kArrived = 1'712'068'849'000; // 2024-04-02T14:40:49Z
constexpr const char* kSecret = R"({"webhook_secret": "hush"})";
// Made with openssl dgst -sha256 -hmac hush -binary | base64.
constexpr const char* kBody = R"({"id":207119551,"email":"bob.norman@mail.example.com"})";
constexpr const char* kSignature = "Ub+XNfprGGOojFYiQ/RvDlFcomurBZUDK5XlhD61sxQ=";

const Source& shopify() {
  const Source* source = find_source("shopify");
  REQUIRE(source != nullptr);
  return *source;
}

Delivery delivery_of(const std::string& topic, const std::string& body) {
  return {"",
          {{"x-shopify-topic", topic},
           {"X-Shopify-Webhook-Id", "b54557e4"},
           {"X-Shopify-Shop-Domain", "one.myshopify.com"}},
          body,
          kArrived};
}

bool accepts(const std::string& config, const Delivery& delivery) {
  try {
    shopify().verify(account_of("shopify", config), delivery, {});
    return true;
  } catch (const Error& error) {
    CHECK(error.code() == Code::permission_denied);
    return false;
  }
}

Reading read(const std::string& topic, const std::string& body, const std::string& config = "{}") {
  return shopify().read(account_of("shopify", config), delivery_of(topic, body));
}

// "identify; track Order Placed; …"
std::string told(const Reading& reading) {
  std::string text;
  for (const Value& record : reading.records) {
    if (!text.empty()) text += "; ";
    text += text_member(record, "type");
    if (record.find("event") != nullptr) text += " " + text_member(record, "event");
    if (record.find("channel") != nullptr) {
      text += " " + text_member(record, "channel") + " " + text_member(record, "state");
    }
  }
  return text;
}

const Value& record_of(const Reading& reading, std::string_view event) {
  for (const Value& record : reading.records) {
    if (text_member(record, "event") == event) return record;
  }
  FAIL("no such event: ", std::string(event));
  return reading.records.front();
}

TEST_CASE("shopify: the signature is over the bytes, by the secret of now or the one before") {
  Delivery good = delivery_of("customers/create", kBody);
  CHECK_FALSE(accepts(kSecret, good)); // not signed
  good.headers.emplace_back("X-Shopify-Hmac-SHA256", kSignature);
  CHECK(accepts(kSecret, good));
  CHECK(accepts(R"({"webhook_secret": "new", "webhook_secret_before": "hush"})", good));
  CHECK_FALSE(accepts(R"({"webhook_secret": "new"})", good));
  CHECK_FALSE(accepts("{}", good));
  Delivery changed = good;
  changed.body += " ";
  CHECK_FALSE(accepts(kSecret, changed));
  changed = good;
  changed.headers.back().second = "";
  CHECK_FALSE(accepts(kSecret, changed));
  const std::string one = R"({"webhook_secret": "hush", "shop": "one.myshopify.com"})";
  CHECK(accepts(one, good));
  CHECK_FALSE(accepts(R"({"webhook_secret": "hush", "shop": "two.myshopify.com"})", good));
  changed = good;
  changed.headers.emplace_back("X-Shopify-Triggered-At", "2024-04-02T14:40:48.123456789Z");
  CHECK(accepts(kSecret, changed));
  changed.at += 3 * 86'400'000; // a replay
  CHECK_FALSE(accepts(kSecret, changed));
}

TEST_CASE("shopify: an account is checked") {
  Issues issues;
  const auto check = [&](const std::string& config) {
    issues.clear();
    shopify().check(schema::parse_json(config), &issues);
    return issues.size();
  };
  CHECK(check(R"({"kind": "shopify", "channel": "inbound", "webhook_secret": "s"})") == 0);
  CHECK(check(R"({"kind": "shopify", "channel": "inbound", "webhook_secret": "s",
                  "webhook_secret_before": "t", "shop": "x", "identify_by": "email"})") == 0);
  CHECK(check(R"({"kind": "shopify", "channel": "email"})") == 2);
  CHECK(issues[0].pointer == "/channel");
  CHECK(issues[1].pointer == "/webhook_secret");
  CHECK(check(R"({"kind": "shopify", "channel": "inbound", "webhook_secret": "s",
                  "identify_by": "phone", "shopp": "x"})") == 2);
}

TEST_CASE("shopify: a customer") {
  const std::string body = vector_file("shopify_customer.json");
  if (body.empty()) return;
  const Reading created = read("customers/create", body);
  // Never asked is neither yes nor no.
  CHECK(told(created) == "identify; track Customer Created");
  const Value& identify = created.records[0];
  CHECK(text_member(identify, "user_id") == "207119551");
  CHECK(text_member(identify, "email") == "bob.norman@mail.example.com");
  CHECK(text_member(identify, "phone") == "+16136120707");
  CHECK(schema::integer_member(identify, "at") == *parse_time("2024-04-02T14:20:49Z"));
  const Value& traits = *identify.find("traits");
  CHECK(schema::to_json(traits) ==
        R"({"first_name":"Bob","last_name":"Norman","currency":"USD","tags":["Léon","Noël"],)"
        R"("orders_count":1,"verified_email":true,"tax_exempt":false,"total_spent":199.65,)"
        R"("shopify_state":"disabled","registered_at":"2024-04-02T14:20:49.000Z",)"
        R"("address":{"line1":"Chestnut Street 92","postal_code":"40202","city":"Louisville",)"
        R"("region":"Kentucky","region_code":"KY","country":"United States",)"
        R"("country_code":"US"}})");
  CHECK(told(read("customers/update", body)) == "identify");
  CHECK(told(read("customers/delete", R"({"id": 207119551})")) == "track Customer Deleted");
  const Reading by_email = read("customers/update", body, R"({"identify_by": "email"})");
  CHECK(by_email.records[0].find("user_id") == nullptr);
  CHECK(told(read("customers/delete", R"({"id": 1})", R"({"identify_by": "email"})")) == "");
}

TEST_CASE("shopify: consent is what the customer has said, when they said it") {
  const auto consent = [](const std::string& state) {
    const Reading reading = read(
        "customers/update",
        R"({"id": 7, "email": "a@x.example", "updated_at": "2024-04-01T00:00:00Z",
            "email_marketing_consent": {"state": ")" +
            state +
            R"(", "opt_in_level": "single_opt_in", "consent_updated_at": "2024-03-01T00:00:00Z"}})");
    return reading.records.size() == 2 ? schema::to_json(reading.records[1]) : std::string();
  };
  CHECK(consent("subscribed") ==
        R"({"type":"consent","user_id":"7","email":"a@x.example","at":1709251200000,)"
        R"("message_id":"shopify:main:consent:email:7:subscribed:2024-03-01T00:00:00Z",)"
        R"("channel":"email","state":"granted","source":"shopify","method":"single_opt_in",)"
        R"("proof":{"state":"subscribed","opt_in_level":"single_opt_in",)"
        R"("consent_updated_at":"2024-03-01T00:00:00Z"}})");
  CHECK(consent("unsubscribed").find(R"("state":"denied")") != std::string::npos);
  for (const char* state : {"not_subscribed", "pending", "invalid", "redacted", ""}) {
    CAPTURE(state);
    CHECK(consent(state) == "");
  }
  CHECK(told(read("customers_email_marketing_consent/update",
                  R"({"customer_id": 7, "email_address": "a@x.example",
                      "email_marketing_consent": {"state": "unsubscribed"}})")) ==
        "consent email denied");
  CHECK(told(read("customers_marketing_consent/update",
                  R"({"customer_id": 7, "phone": "+33612345678",
                      "sms_marketing_consent": {"state": "subscribed"}})")) ==
        "consent sms granted");
}

TEST_CASE("shopify: an order") {
  const std::string body = vector_file("shopify_order.json");
  if (body.empty()) return;
  const Reading placed = read("orders/create", body);
  CHECK(told(placed) ==
        "identify; track Order Placed; track Product Purchased; track Product Purchased; track "
        "Product Purchased; track Order Refunded");
  const Value& order = record_of(placed, "Order Placed");
  CHECK(text_member(order, "user_id") == "207119551");
  CHECK(text_member(order, "message_id") == "shopify:main:order:450789469:Order Placed");
  CHECK(schema::integer_member(order, "at") == *parse_time("2008-01-10T16:00:00Z"));
  const Value& properties = *order.find("properties");
  CHECK(properties.find("total")->as_number() == 598.94);
  CHECK(properties.find("shipping")->as_number() == 0);
  CHECK(text_member(properties, "currency") == "USD");
  CHECK(text_member(properties, "order_name") == "#1001");
  CHECK(text_member(properties, "checkout_id") == "bd5a8aa1ecd019dd3520ff791ee3a24c");
  CHECK(text_member(properties, "cart_id") == "68778783ad298f1c80c3bafcddeea02f");
  CHECK(schema::to_json(*properties.find("coupons")) == R"(["TENOFF"])");
  REQUIRE(properties.find("items")->size() == 3);
  const Value& item = *record_of(placed, "Product Purchased").find("properties");
  CHECK(schema::to_json(item) ==
        R"({"product_id":"632910392","variant_id":"39072856","sku":"IPOD2008GREEN",)"
        R"("name":"IPod Nano - 8gb","variant":"green","price":199.0,"discount":0.0,)"
        R"("quantity":1,"order_id":"450789469","currency":"USD"})");
  const Value& refund = record_of(placed, "Order Refunded");
  CHECK(refund.find("properties")->find("total")->as_number() == 209);
  CHECK(text_member(refund, "message_id") == "shopify:main:refund:509562969");
  for (const auto& [topic, event] :
       {std::pair{"orders/paid", "Order Paid"}, std::pair{"orders/cancelled", "Order Cancelled"},
        std::pair{"orders/fulfilled", "Order Fulfilled"},
        std::pair{"orders/partially_fulfilled", "Order Partially Fulfilled"}}) {
    CHECK(told(read(topic, body)) ==
          "identify; track " + std::string(event) + "; track Order Refunded");
  }
  CHECK(told(read("orders/updated", body)) == "identify; track Order Refunded");
  CHECK(told(read("orders/delete", R"({"id": 1})")) == "");
}

TEST_CASE("shopify: a guest is who left an address") {
  const Reading reading = read("orders/create", R"({"id": 1, "email": " Guest@X.example ",
      "updated_at": "2024-04-01T00:00:00Z", "billing_address": {"first_name": "Ada"},
      "customer_locale": "en-GB", "line_items": [], "total_price": "1.00"})");
  CHECK(told(reading) == "identify; track Order Placed");
  CHECK(text_member(reading.records[0], "email") == "guest@x.example");
  CHECK(reading.records[0].find("user_id") == nullptr);
  CHECK(schema::to_json(*reading.records[0].find("traits")) ==
        R"({"first_name":"Ada","locale":"en-GB"})");
  CHECK(told(read("orders/create", R"({"id": 1, "email": "nobody"})")) == "");
}

TEST_CASE("shopify: a checkout starts when it first says whose it is, once") {
  const std::string body = vector_file("shopify_checkout.json");
  if (body.empty()) return;
  const Reading created = read("checkouts/create", body);
  CHECK(told(created) == "identify; track Checkout Started");
  const Value& started = record_of(created, "Checkout Started");
  const Value& properties = *started.find("properties");
  CHECK(text_member(properties, "checkout_id") == "2a1ace52255252df566af0faaedfbfa7");
  CHECK(text_member(properties, "url").find("/recover") != std::string::npos);
  CHECK(properties.find("total")->as_number() == 379.69);
  CHECK(properties.find("items")->size() == 2);
  Value later = schema::parse_json(body);
  later.set("updated_at", "2012-10-12T08:05:27-04:00");
  const Reading updated = read("checkouts/update", schema::to_json(later));
  CHECK(told(updated) == "identify; track Checkout Started; track Checkout Updated");
  CHECK(text_member(updated.records[1], "message_id") == text_member(started, "message_id"));
  CHECK(told(read("checkouts/abandoned", body)) == "identify; track Checkout Abandoned");
  later.set("completed_at", "2012-10-12T08:05:27-04:00");
  CHECK(told(read("checkouts/update", schema::to_json(later))) == "identify");
  later.erase("customer");
  later.set("email", Value());
  CHECK(told(read("checkouts/create", schema::to_json(later))) == "");
  CHECK(told(read("checkouts/delete", R"({"id": 450789469})")) == "");
}

TEST_CASE("shopify: what the law asks for") {
  const std::string body =
      R"({"shop_id": 1, "customer": {"id": 7, "email": "a@x.example", "phone": "555-625-1199"}})";
  const Reading asked = read("customers/data_request", body);
  REQUIRE(asked.requests.size() == 1);
  CHECK(asked.requests[0].kind == PrivacyRequest::Kind::access);
  CHECK(asked.requests[0].user_id == "7");
  CHECK(asked.requests[0].email == "a@x.example");
  CHECK(asked.requests[0].phone == ""); // not an international number
  CHECK(read("customers/redact", body).requests.at(0).kind == PrivacyRequest::Kind::erase);
  CHECK(read("shop/redact", R"({"shop_id": 1})").requests.at(0).kind ==
        PrivacyRequest::Kind::erase_all);
}

TEST_CASE("shopify: topics that say nothing of people, and bodies that are none") {
  CHECK(told(read("products/update", R"({"id": 1})")) == "");
  CHECK(told(read("app/uninstalled", R"({"id": 1})")) == "");
  CHECK_THROWS_AS(read("orders/create", "[]"), Error);
  CHECK_THROWS_AS(read("orders/create", "{"), Error);
  CHECK_THROWS_AS(read("", "{}"), Error);
}

TEST_CASE("shopify: members of other kinds than documented change nothing else") {
  const Reading reading = read("orders/create", R"({"id": "x", "email": "a@x.example",
      "customer": [], "line_items": [1, {"price": "a lot", "quantity": "2"}], "refunds": [7],
      "discount_codes": {"code": 1}, "total_price": {}, "created_at": 12, "updated_at": "soon"})");
  CHECK(told(reading) ==
        "identify; track Order Placed; track Product Purchased; track Product Purchased");
  CHECK(schema::integer_member(reading.records[1], "at") == kArrived);
}

} // namespace
} // namespace beckon::provider
