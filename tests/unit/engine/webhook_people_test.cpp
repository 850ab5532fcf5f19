// What a shop tells: profiles, consents and events, once however often and in whatever order it is
// told, and nothing of what is not signed.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "schema/json.h"
#include "schema/members.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::integer_member;
using schema::text_member;
using schema::Value;

constexpr const char* kAccount = R"({"key": "shop", "kind": "shopify", "channel": "inbound",
                                     "webhook_secret": "hush"})";

Value signed_delivery(const std::string& topic, const std::string& body,
                      const std::string& secret = "hush") {
  const Digest digest = hmac_sha256(secret, body);
  return Value::object(
      {{"provider", "shop"},
       {"headers", Value::object({{"X-Shopify-Topic", topic},
                                  {"X-Shopify-Webhook-Id", "w1"},
                                  {"X-Shopify-Hmac-Sha256", to_base64(as_text(digest))}})},
       {"body_base64", to_base64(body)}});
}

struct Story {
  std::string topic, body;
};

// One customer's way: she checks out, changes her mind twice, agrees, pays, and takes it back.
std::vector<Story> story() {
  const std::string customer = R"({"id": 7, "email": "ada@x.example", "updated_at": ")";
  const auto consent = [](const std::string& state, const std::string& at) {
    return R"(, "email_marketing_consent": {"state": ")" + state + R"(", "consent_updated_at": ")" +
           at + R"("}})";
  };
  const std::string first = customer + R"(2024-02-01T00:00:00Z", "first_name": "A.")" +
                            consent("subscribed", "2024-02-01T00:00:00Z");
  const std::string later = customer + R"(2024-02-09T00:00:00Z", "first_name": "Ada")" +
                            consent("unsubscribed", "2024-02-09T00:00:00Z");
  const std::string checkout = R"({"token": "c1", "created_at": "2024-02-02T00:00:00Z",
      "total_price": "10.00", "customer": )" +
                               first + R"(, "updated_at": ")";
  const std::string order = R"({"id": 1, "checkout_token": "c1", "total_price": "9.00",
      "created_at": "2024-02-03T00:00:00Z", "updated_at": "2024-02-03T00:00:00Z",
      "line_items": [{"product_id": 5, "price": "9.00", "quantity": 1}], "customer": )" +
                            first + "}";
  return {{"customers/create", first},
          {"checkouts/create", checkout + "2024-02-02T00:00:00Z\"}"},
          {"checkouts/update", checkout + "2024-02-02T00:05:00Z\"}"},
          {"orders/create", order},
          {"customers/update", later}};
}

// All that is known of her, without what tells only when it was told.
std::string knowledge(test::TestWorkspace* workspace) {
  Value shown = workspace->call("profiles.get", R"({"profile": {"user_id": "7"}})");
  shown.erase("created_at");
  shown.erase("id"); // of this workspace alone
  std::string text = schema::to_canonical_json(shown);
  std::multiset<std::string> rows; // the timeline goes by when things were recorded
  for (const Value& row : workspace->items("profiles.timeline", R"({"profile": {"user_id": "7"}})"))
    rows.insert(schema::to_canonical_json(row));
  for (const std::string& row : rows) text += "\n" + row;
  return text;
}

TEST_CASE("a shop's webhooks come to the same told twice and in every order") {
  std::vector<Story> stories = story();
  std::vector<size_t> order = {0, 1, 2, 3, 4};
  std::set<std::string> outcomes;
  do {
    test::TestWorkspace workspace;
    workspace.call("providers.create", kAccount);
    for (const size_t i : order) {
      const Value delivery = signed_delivery(stories[i].topic, stories[i].body);
      const Value first = workspace->call("webhooks.receive", delivery, {});
      CHECK(first.find("refused")->size() == 0);
      const Value again = workspace->call("webhooks.receive", delivery, {});
      CHECK(integer_member(again, "records") == 0);
      CHECK(integer_member(again, "duplicates") > 0);
    }
    outcomes.insert(knowledge(&workspace));
    CHECK(workspace.broken() == "");
  } while (std::next_permutation(order.begin(), order.end()));
  CAPTURE(*outcomes.begin());
  CAPTURE(*outcomes.rbegin());
  REQUIRE(outcomes.size() == 1);
  const std::string& known = *outcomes.begin();
  CHECK(known.find(R"("first_name":"Ada")") != std::string::npos);
  CHECK(known.find(R"("state":"denied")") != std::string::npos);
  for (const char* event : {"Customer Created", "Checkout Started", "Checkout Updated",
                            "Order Placed", "Product Purchased"}) {
    CAPTURE(event);
    const std::string row = R"("event":")" + std::string(event) + '"';
    CHECK(known.find(row) != std::string::npos);
    CHECK(known.find(row) == known.rfind(row));
  }
}

TEST_CASE("a forged shop changes nothing, and its webhook id is no way round") {
  test::TestWorkspace workspace;
  workspace.call("providers.create", kAccount);
  const Story order = story()[3];
  const auto before = workspace.dump();
  CHECK_THROWS_AS(
      workspace->call("webhooks.receive", signed_delivery(order.topic, order.body, "guess"), {}),
      Error);
  CHECK(workspace.dump() == before);
  workspace->call("webhooks.receive", signed_delivery(order.topic, order.body), {});
  Value replayed = signed_delivery(order.topic, order.body);
  replayed.find("headers")->set("X-Shopify-Webhook-Id", "w2");
  CHECK(integer_member(workspace->call("webhooks.receive", replayed, {}), "records") == 0);
}

TEST_CASE("a checkout that is left starts the flow, and an order ends it") {
  for (const bool ordered : {false, true}) {
    CAPTURE(ordered);
    test::TestWorkspace workspace;
    workspace.call("providers.create", kAccount);
    workspace.sandbox();
    workspace.email_template("cart");
    workspace.flow(R"({"key": "left", "trigger": {"event": "Checkout Started"},
        "entry_key": "event.checkout_id", "reentry": "concurrent_by_key",
        "exit_when": [{"event": "Order Placed",
                       "match": {"property": "checkout_id", "equals": "entry.checkout_id"}}],
        "start": "hour", "nodes": {"hour": {"type": "delay", "for": "1h", "next": "mail"},
        "mail": {"type": "message", "channel": "email", "template": "cart"}}})");
    const auto stories = story();
    workspace->call("webhooks.receive", signed_delivery(stories[1].topic, stories[1].body), {});
    if (ordered) {
      workspace->call("webhooks.receive", signed_delivery(stories[3].topic, stories[3].body), {});
    }
    workspace->advance_by("1h");
    workspace->settle();
    CHECK(workspace.sends_by_state()["accepted"] == (ordered ? 0 : 1));
  }
}

TEST_CASE("the law: who is to be erased is, and nobody else") {
  test::TestWorkspace workspace;
  workspace.call("providers.create", kAccount);
  workspace->identify(R"({"user_id": "7", "email": "ada@x.example"})");
  workspace->identify(R"({"user_id": "8", "email": "eve@x.example"})");
  workspace->identify(R"({"email": "guest@x.example"})");
  const auto ask = [&](const std::string& topic, const std::string& customer) {
    const Value answer = workspace->call(
        "webhooks.receive", signed_delivery(topic, R"({"customer": )" + customer + "}"), {});
    REQUIRE(answer.find("requests")->size() == 1);
    return answer.find("requests")->as_array().front();
  };
  const Value access = ask("customers/data_request", R"({"id": 7, "email": "ada@x.example"})");
  CHECK(text_member(access, "kind") == "access");
  CHECK_FALSE(schema::flag_member(access, "done"));
  CHECK(text_member(access, "profile") ==
        text_member(workspace.call("profiles.get", R"({"profile": {"user_id": "7"}})"), "id"));
  // Another customer's address does not make her that customer.
  CHECK(ask("customers/redact", R"({"id": 9, "email": "eve@x.example"})").find("profile") ==
        nullptr);
  CHECK(workspace.items("profiles.list").size() == 3);
  CHECK(schema::flag_member(ask("customers/redact", R"({"id": 7})"), "done"));
  CHECK(schema::flag_member(ask("customers/redact", R"({"id": 7})"), "done")); // again
  CHECK(schema::flag_member(ask("customers/redact", R"({"id": 1, "email": "guest@x.example"})"),
                            "done"));
  CHECK(workspace.items("profiles.list").size() == 1);
  const Value all = workspace->call("webhooks.receive", signed_delivery("shop/redact", "{}"), {});
  CHECK(schema::to_json(*all.find("requests")) == R"([{"kind":"erase_all","done":false}])");
  CHECK(workspace.broken() == "");
}

TEST_CASE("an account that only tells carries nothing and shows no secret") {
  test::TestWorkspace workspace;
  workspace.call("providers.create", kAccount);
  const Value shown = workspace.call("providers.get", R"({"key": "shop"})");
  CHECK(shown.find("config")->find("webhook_secret")->is_bool());
  CHECK_THROWS_AS(workspace.call("providers.create", R"({"key": "x", "kind": "shopify",
                                 "channel": "email", "webhook_secret": "s"})"),
                  Error);
  CHECK_THROWS_AS(workspace.call("providers.create", R"({"key": "x", "kind": "shopifi",
                                 "channel": "inbound"})"),
                  Error);
  CHECK_THROWS_AS(workspace.call("providers.create", R"({"key": "x", "kind": "smtp",
                                 "channel": "inbound", "host": "h"})"),
                  Error);
}

TEST_CASE("a payload's time ahead of the engine's clock counts as now") {
  test::TestWorkspace workspace;
  workspace.call("providers.create", kAccount);
  const Value answer = workspace->call(
      "webhooks.receive",
      signed_delivery("customers/update",
                      R"({"id": 7, "first_name": "Ada", "updated_at": "2031-01-01T00:00:00Z"})"),
      {});
  CHECK(integer_member(answer, "records") == 1);
}

} // namespace
} // namespace beckon::engine
