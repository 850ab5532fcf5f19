// Contacts and events on their whole way to Klaviyo and ActiveCampaign: a workspace, the real
// transport, platforms on loopback.
#include <doctest/doctest.h>

#include <algorithm>

#include "schema/json.h"
#include "schema/members.h"
#include "support/errors.h"
#include "support/fake_platform.h"
#include "support/files.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::integer_member;
using schema::parse_json;
using schema::text_member;
using schema::Value;
using test::kHour;
using test::kMinute;
using test::kSecond;

// A workspace that is synchronised to a platform under the key "crm".
class Shop : public test::TestWorkspace {
 public:
  Shop(const test::FakePlatform& platform, std::string_view kind,
       const std::string& members = R"("events": ["Order Placed", "Checkout *"])") {
    const bool klaviyo = kind == "klaviyo";
    account(kind, platform.url(), klaviyo ? "pk_test" : "tk_test");
    call("lists.create", R"({"key": "newsletter"})");
    sync(members);
  }
  void account(std::string_view kind, const std::string& url, const std::string& key) {
    Value account = parse_json(R"({"key": "main", "channel": "sync", "allow_private": true,
        "rate": {"limit": 100000, "per": "1s", "burst": 1000}})");
    account.set("kind", kind);
    account.set("base_url", url);
    account.set("api_key", key);
    if (kind == "activecampaign") {
      account.set("event_url", url);
      account.set("event_account", "1");
      account.set("event_key", "k");
    }
    call("providers.create", schema::to_json(account));
  }
  void sync(const std::string& members) {
    call("syncs.create",
         R"({"key": "crm", "provider": "main")" + (members.empty() ? "" : ", " + members) + "}");
    (*this)->settle();
  }
  void person(const std::string& who, const std::string& traits = "{}") {
    (*this)->identify(R"({"user_id": ")" + who + R"(", "email": ")" + who +
                      R"(@shop.example", "traits": )" + traits + "}");
  }
  Value status() { return call("syncs.status", R"({"key": "crm"})"); }
  int64_t waiting() { return integer_member(status(), "waiting"); }
  std::vector<std::string> alert_codes() {
    std::vector<std::string> codes;
    const Value alerts = call("syncs.alerts");
    for (const Value& alert : alerts.find("items")->as_array()) {
      codes.push_back(text_member(alert, "code"));
    }
    return codes;
  }
  bool has_alert(const std::string& code) {
    const auto codes = alert_codes();
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  }
};

TEST_CASE("a contact is queued by the record that changes it and told once") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.person("ada", R"({"first_name": "Ada", "plan": "pro"})");
  CHECK(shop.waiting() == 1);
  shop->settle();
  CHECK(shop.waiting() == 0);
  auto ada = klaviyo.by_email("ada@shop.example");
  CHECK(text_member(ada.attributes, "first_name") == "Ada");
  CHECK(text_member(ada.attributes, "external_id") == "ada");
  CHECK(*ada.attributes.find("properties") == parse_json(R"({"plan": "pro"})"));

  // The same again says nothing new: it is looked at, and nothing leaves.
  const size_t before = klaviyo.requests().size();
  shop.person("ada", R"({"plan": "pro"})");
  shop->settle();
  CHECK(klaviyo.requests().size() == before);
  // What is removed here is removed there.
  shop.person("ada", R"({"plan": null, "size": "M"})");
  shop->settle();
  ada = klaviyo.by_email("ada@shop.example");
  CHECK(*ada.attributes.find("properties") == parse_json(R"({"size": "M"})"));
  CHECK(klaviyo.people().size() == 1);
  CHECK(integer_member(shop.status(), "contacts") == 1);
  CHECK(shop.broken() == "");
}

TEST_CASE("changes while a contact waits go along, others make it wait again") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  for (int i = 0; i < 5; ++i) shop.person("ada", R"({"step": )" + std::to_string(i) + "}");
  CHECK(shop.waiting() == 1);
  shop->settle();
  CHECK(klaviyo.count("POST", "/api/profile-import/") == 1);
  CHECK(*klaviyo.by_email("ada@shop.example").attributes.find("properties") ==
        parse_json(R"({"step": 4})"));
  // A new address is that of the same contact, by its id over there.
  shop->identify(R"({"user_id": "ada", "email": "lovelace@shop.example"})");
  shop->settle();
  CHECK(klaviyo.people().size() == 1);
  CHECK(klaviyo.by_email("lovelace@shop.example").id != "");
}

TEST_CASE("who has no address there is not queued") {
  test::FakeActiveCampaign campaign;
  Shop shop(campaign, "activecampaign");
  shop->identify(R"({"anonymous_id": "a1", "traits": {"x": 1}})");
  shop->identify(R"({"user_id": "u1", "phone": "+4915112345678"})");
  shop->track(R"({"user_id": "u1", "event": "Order Placed"})");
  CHECK(shop.waiting() == 0);
  shop.person("u1");
  CHECK(shop.waiting() == 1);
}

TEST_CASE("events are told once each, with what they held") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.person("ada");
  shop->track(R"({"user_id": "ada", "event": "Order Placed", "properties": {"total": 42}})");
  shop->track(R"({"user_id": "ada", "event": "Checkout Started", "message_id": "m1"})");
  shop->track(R"({"user_id": "ada", "event": "Checkout Started", "message_id": "m1"})");
  shop->track(R"({"user_id": "ada", "event": "Product Viewed"})");
  CHECK(shop.waiting() == 3); // the contact and two events
  shop->settle();
  auto events = klaviyo.events(); // they left side by side
  std::sort(events.begin(), events.end(),
            [](const auto& a, const auto& b) { return a.metric > b.metric; });
  REQUIRE(events.size() == 2);
  CHECK(events[0].metric == "Order Placed");
  CHECK(events[0].email == "ada@shop.example");
  CHECK(events[0].properties == parse_json(R"({"total": 42})"));
  CHECK(events[1].metric == "Checkout Started");
  CHECK(integer_member(shop.status(), "events") == 2);
}

TEST_CASE("an event whose answer is lost counts once at klaviyo, and is told no more to others") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.person("ada");
  shop->settle();
  klaviyo.fail_next(1, {"504 Gateway Timeout", "", ""});
  shop->track(R"({"user_id": "ada", "event": "Order Placed"})");
  shop->advance_by("1m");
  CHECK(klaviyo.events().size() == 1);

  test::FakeActiveCampaign campaign;
  Shop other(campaign, "activecampaign");
  other.person("ada");
  other->settle();
  campaign.fail_next(1, {"504 Gateway Timeout", "", ""});
  other->track(R"({"user_id": "ada", "event": "Order Placed"})");
  other->advance_by("1m");
  CHECK(campaign.events().empty());
  const auto failures = other.items("syncs.failures", R"({"key": "crm"})");
  REQUIRE(failures.size() == 1);
  CHECK(text_member(failures[0], "event") == "Order Placed");
  CHECK(text_member(failures[0], "reason").rfind("it may have arrived", 0) == 0);
  other.call("syncs.retry", R"({"key": "crm"})");
  other->settle();
  CHECK(campaign.events().size() == 1);
  CHECK(other.broken() == "");
}

TEST_CASE("a failure is tried again after 1, 2, 4, 8, 16 and 32 seconds, then it is visible") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  klaviyo.fail_next(7, {"500 Internal Server Error", "", "for ada@shop.example"});
  shop.person("ada");
  shop->settle();
  Millis at = 0;
  size_t tries = 1;
  for (const Millis pause : {1, 2, 4, 8, 16, 32}) {
    CHECK(klaviyo.count("POST", "/api/profile-import/") == tries);
    at += pause * kSecond;
    shop->advance_to(test::kStart + at - 1);
    CHECK(klaviyo.count("POST", "/api/profile-import/") == tries);
    CHECK(shop.waiting() == 1);
    shop->advance_to(test::kStart + at);
    CHECK(klaviyo.count("POST", "/api/profile-import/") == ++tries);
  }
  CHECK(shop.waiting() == 0);
  CHECK(integer_member(shop.status(), "failed") == 1);
  CHECK(shop.has_alert("failed"));
  const auto failures = shop.items("syncs.failures", R"({"key": "crm"})");
  REQUIRE(failures.size() == 1);
  CHECK(text_member(failures[0], "reason").find("500") != std::string::npos);
  CHECK(text_member(failures[0], "reason").find("ada@") == std::string::npos);
  CHECK(integer_member(failures[0], "attempts") == 7);
  shop->advance_by("25h");
  CHECK(shop.has_alert("failed_old"));
  CHECK(klaviyo.count("POST", "/api/profile-import/") == 7);
  CHECK(integer_member(shop.call("syncs.retry", R"({"key": "crm", "items": [")" +
                                                    text_member(failures[0], "id") + R"("]})"),
                       "queued") == 1);
  shop->settle();
  CHECK(shop.alert_codes().empty());
  CHECK(klaviyo.people().size() == 1);
  CHECK(shop.broken() == "");
}

TEST_CASE("a change brings a failed contact back") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  klaviyo.fail_next(1, {"400 Bad Request", "",
                        R"({"errors": [{"code": "invalid", "detail": "Bad e-mail",
                            "source": {"pointer": "/data/attributes/email"}}]})"});
  shop.person("ada");
  shop->settle();
  CHECK(integer_member(shop.status(), "failed") == 1);
  shop.person("ada", R"({"x": 1})");
  shop->settle();
  CHECK(integer_member(shop.status(), "failed") == 0);
  CHECK(klaviyo.people().size() == 1);
}

TEST_CASE("Retry-After stands for the backoff, and everything else waits as long") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  klaviyo.fail_next(1, {"429 Too Many Requests", "Retry-After: 30\r\n", ""});
  shop.person("ada");
  shop->settle();
  shop.person("bob");
  shop->settle();
  CHECK(klaviyo.requests().size() == 1);
  shop->advance_to(test::kStart + 30 * kSecond - 1);
  CHECK(klaviyo.requests().size() == 1);
  shop->advance_to(test::kStart + 30 * kSecond);
  CHECK(klaviyo.people().size() == 2);
}

TEST_CASE("retry terms of the account hold for what is synchronised too") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.call("providers.update", R"({"key": "main", "kind": "klaviyo", "channel": "sync",
      "retry": {"attempts": 1, "first": "10s", "longest": "20s"}})");
  klaviyo.fail_next(2, {"503 Service Unavailable", "", ""});
  shop.person("ada");
  shop->settle();
  shop->advance_by("9s");
  CHECK(klaviyo.requests().size() == 1);
  shop->advance_by("1s");
  CHECK(klaviyo.requests().size() == 2);
  CHECK(integer_member(shop.status(), "failed") == 1);
}

TEST_CASE("an account that is refused is left alone until somebody has seen to it") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.call("providers.update",
            R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk_wrong"})");
  for (const char* who : {"a", "b", "c"}) shop.person(who);
  shop->settle();
  const size_t asked = klaviyo.requests().size();
  shop->advance_by("5s");
  CHECK(klaviyo.requests().size() == asked); // the breaker rests
  shop.call("providers.update",
            R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk_test"})");
  shop->advance_by("1m");
  CHECK(klaviyo.people().size() == 3);
  CHECK(shop.broken() == "");
}

TEST_CASE("consents are told when they change, and a refusal too") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.person("ada");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").email_consent == ""); // nobody asked
  shop->consent(R"({"user_id": "ada", "channel": "email", "state": "granted", "source": "form"})");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").email_consent == "SUBSCRIBED");
  shop.person("ada", R"({"x": 1})");
  shop->settle();
  CHECK(klaviyo.count("POST", "/api/profile-subscription") == 1);
  shop->consent(R"({"user_id": "ada", "channel": "email", "state": "denied"})");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").email_consent == "UNSUBSCRIBED");
}

TEST_CASE("lists are mirrored") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo", R"("lists": {"newsletter": "L1"})");
  shop.person("ada");
  shop.call("lists.add", R"({"key": "newsletter", "profile": {"user_id": "ada"}})");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").lists.count("L1") == 1);
  shop.call("lists.remove", R"({"key": "newsletter", "profile": {"user_id": "ada"}})");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").lists.empty());
}

TEST_CASE("activecampaign subscribes those who agreed, and takes them back with sourceid 4") {
  test::FakeActiveCampaign campaign;
  Shop shop(campaign, "activecampaign", R"("lists": {"newsletter": "2"},
      "traits": {"plan.name": "7"})");
  shop.person("ada", R"({"first_name": "Ada", "plan": {"name": "pro"}})");
  shop.call("lists.add", R"({"key": "newsletter", "profile": {"user_id": "ada"}})");
  shop->settle();
  CHECK(campaign.by_email("ada@shop.example").lists.empty()); // nobody agreed
  const Value fields = campaign.by_email("ada@shop.example").fields;
  CHECK(text_member(fields, "firstName") == "Ada");
  CHECK(*fields.find("fieldValues") == parse_json(R"([{"field": "7", "value": "pro"}])"));
  const auto say = [&](const char* state) {
    shop->consent(R"({"user_id": "ada", "channel": "email", "source": "form", "state": ")" +
                  std::string(state) + R"("})");
    shop->settle();
  };
  say("granted");
  CHECK(campaign.by_email("ada@shop.example").lists["2"] == 1);
  shop->advance_by("1s");
  say("denied");
  CHECK(campaign.by_email("ada@shop.example").lists["2"] == 2);
  shop->advance_by("1s");
  say("granted");
  CHECK(campaign.by_email("ada@shop.example").lists["2"] == 1);
  CHECK(campaign.requests().back().body.find(R"("sourceid":4)") != std::string::npos);
}

TEST_CASE("those who exist are brought over in bulk, and who cannot be taken is named") {
  test::FakeKlaviyo klaviyo;
  test::TestWorkspace shop;
  for (int i = 0; i < 120; ++i) {
    const std::string who = "u" + std::to_string(i);
    shop->identify(R"({"user_id": ")" + who + R"(", "email": ")" + who + R"(@shop.example"})");
  }
  shop.opt_in("u5");
  klaviyo.refuse("u7@shop.example");
  shop.call("providers.create",
            R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk_test",
                "allow_private": true, "base_url": ")" +
                klaviyo.url() + R"("})");
  shop.call("syncs.create", R"({"key": "crm", "provider": "main"})");
  shop->settle();
  CHECK(klaviyo.count("POST", "/api/profile-bulk-import-jobs/") == 1);
  CHECK(klaviyo.count("POST", "/api/profile-import/") == 0);
  CHECK(integer_member(shop.call("syncs.status", R"({"key": "crm"})"), "inflight") == 120);
  shop->advance_by("1m"); // the job is looked after
  CHECK(klaviyo.people().size() == 119);
  CHECK(klaviyo.by_email("u5@shop.example").email_consent == "SUBSCRIBED");
  const auto failures = shop.items("syncs.failures", R"({"key": "crm", "limit": 10})");
  REQUIRE(failures.size() == 1);
  CHECK(text_member(failures[0], "reason") == "Klaviyo invalid: Invalid email address");
  CHECK(shop.broken() == "");
}

TEST_CASE("what was on its way when the process ended is told again") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  for (int i = 0; i < 60; ++i) shop.person("u" + std::to_string(i));
  shop->settle(); // the job is under way, and nobody has asked for its end
  CHECK(integer_member(shop.status(), "inflight") == 60);
  shop.reopen();
  CHECK(integer_member(shop.status(), "inflight") == 0);
  CHECK(shop.waiting() == 60);
  shop->advance_by("1m");
  CHECK(klaviyo.people().size() == 60);
  CHECK(integer_member(shop.status(), "contacts") == 60);
  CHECK(shop.broken() == "");
}

TEST_CASE("a segment decides who is brought over; who was told once is kept up to date") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo", "");
  shop.call("syncs.delete", R"({"key": "crm"})");
  shop.segment("buyers", R"({"event": "Order Placed", "within": "2d"})");
  shop.sync(R"("segment": "buyers")");
  shop.person("ada");
  shop->settle();
  CHECK(klaviyo.people().empty());
  shop.track("ada", "Order Placed");
  shop->settle();
  CHECK(klaviyo.people().size() == 1);
  shop->advance_by("3d"); // out of the segment by time alone
  shop->consent(R"({"user_id": "ada", "channel": "email", "state": "denied"})");
  shop->settle();
  CHECK(klaviyo.by_email("ada@shop.example").email_consent == "UNSUBSCRIBED");
  CHECK_THROWS_AS(shop.call("segments.delete", R"({"key": "buyers"})"), Error);
  // A segment that is edited brings its new members.
  shop.person("bob", R"({"vip": true})");
  shop->settle();
  CHECK(klaviyo.people().size() == 1);
  shop.call("segments.update", R"({"key": "buyers", "where": {"trait": "vip", "eq": true}})");
  shop->settle();
  CHECK(klaviyo.by_email("bob@shop.example").id != "");
  CHECK(shop.broken() == "");
}

TEST_CASE("a merge makes one contact of two, over there too") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop->identify(R"({"anonymous_id": "a1", "email": "old@shop.example"})");
  shop.person("ada");
  shop->settle();
  CHECK(klaviyo.people().size() == 2);
  shop->identify(R"({"user_id": "ada", "anonymous_id": "a1"})");
  shop->settle();
  CHECK(klaviyo.count("POST", "/api/profile-merge/") == 1);
  CHECK(klaviyo.people().size() == 1);
  CHECK(shop.broken() == "");
}

TEST_CASE("whoever is erased here is forgotten there, and nothing of the row stays") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.person("ada");
  shop.person("bob");
  shop->settle();
  shop->track(R"({"user_id": "ada", "event": "Order Placed"})");
  klaviyo.fail_next(1, {"503 Service Unavailable", "", ""});
  const Value receipt =
      *shop.call("profiles.erase", R"({"profile": {"user_id": "ada"}})").find("receipt");
  CHECK(integer_member(receipt, "targets") == 1);
  CHECK(shop.waiting() == 1); // the erasure; the event is gone
  shop->advance_by("1m");
  CHECK(klaviyo.by_email("ada@shop.example").id == "");
  CHECK(klaviyo.by_email("bob@shop.example").id != "");
  CHECK(klaviyo.events().empty());
  CHECK(shop.waiting() == 0);
  CHECK(integer_member(shop.status(), "contacts") == 1);
  CHECK(shop.broken() == "");
  const std::string hash = shop.state_hash();
  shop.reopen();
  CHECK(shop.state_hash() == hash);
}

TEST_CASE("who came by a job is forgotten by the address, which is kept nowhere afterwards") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  for (int i = 0; i < 60; ++i) shop.person("u" + std::to_string(i));
  shop->advance_by("1m");
  CHECK(klaviyo.people().size() == 60);
  shop.call("profiles.erase", R"({"profile": {"user_id": "u3"}})");
  shop->advance_by("1m");
  CHECK(klaviyo.people().size() == 59);
  CHECK(klaviyo.by_email("u3@shop.example").id == "");
  const std::string files = test::read_file(shop.path() + "/catalog.sqlite") +
                            test::read_file(shop.path() + "/journal.mdb");
  CHECK(files.find("u3@shop.example") == std::string::npos);
  CHECK(files.find("u4@shop.example") != std::string::npos); // the search can find
}

TEST_CASE("a target that is paused gathers, one that is deleted forgets") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.call("syncs.update", R"({"key": "crm", "provider": "main", "paused": true})");
  shop.person("ada");
  shop->advance_by("1h");
  CHECK(klaviyo.requests().empty());
  CHECK(shop.waiting() == 1);
  CHECK(shop.has_alert("lag"));
  CHECK(integer_member(shop.status(), "lag_ms") == kHour);
  shop.call("syncs.update", R"({"key": "crm", "provider": "main"})");
  shop->settle();
  CHECK(klaviyo.people().size() == 1);
  CHECK_THROWS_AS(shop.call("providers.delete", R"({"key": "main"})"), Error);
  shop.person("bob");
  shop.call("syncs.delete", R"({"key": "crm"})");
  shop->settle();
  CHECK(klaviyo.people().size() == 1);
  CHECK(shop.broken() == "");
  shop.call("providers.delete", R"({"key": "main"})");
  shop.person("cleo");
  CHECK(shop.broken() == "");
}

TEST_CASE("collections are read back, kept, and read anew when asked to") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  const std::string ask = R"({"key": "crm", "collection": "campaigns"})";
  const Value first = shop.call("syncs.remote", ask);
  REQUIRE(first.find("items")->size() == 1);
  CHECK(first.find("items")->as_array()[0] ==
        parse_json(R"({"id": "C1", "name": "Spring", "status": "Sent"})"));
  shop->advance_by("1h");
  CHECK(shop.call("syncs.remote", ask) == first);
  CHECK(klaviyo.count("GET", "/api/campaigns/") == 1);
  const Value again =
      shop.call("syncs.remote", R"({"key": "crm", "collection": "campaigns", "refresh": true})");
  CHECK(text_member(again, "read_at") != text_member(first, "read_at"));
  CHECK(klaviyo.count("GET", "/api/campaigns/") == 2);
  const auto unknown = test::error_of(
      [&] { shop.call("syncs.remote", R"({"key": "crm", "collection": "campaign"})"); });
  REQUIRE(unknown);
  CHECK(unknown->pointer() == "/collection");
  CHECK(unknown->hint() == "did you mean \"campaigns\"?");
}

TEST_CASE("a reconciliation finds what differs, what is missing and what only they have") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  for (const char* who : {"ada", "bob", "cleo"}) shop.person(who, R"({"plan": "pro"})");
  shop->settle();
  klaviyo.remove("bob@shop.example");
  {
    test::TestWorkspace stranger;
    stranger.call("providers.create",
                  R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk_test",
                      "allow_private": true, "base_url": ")" +
                      klaviyo.url() + R"("})");
    stranger.call("syncs.create", R"({"key": "crm", "provider": "main"})");
    stranger->identify(R"({"user_id": "z", "email": "zoe@other.example"})");
    stranger->identify(
        R"({"user_id": "c", "email": "cleo@shop.example", "traits": {"plan": "x"}})");
    stranger->settle();
  }
  Value report = shop.call("syncs.reconcile", R"({"key": "crm"})");
  CHECK(integer_member(report, "here") == 3);
  CHECK(integer_member(report, "there") == 3);
  CHECK(integer_member(report, "same") == 1);
  CHECK(integer_member(report, "differs") == 1);
  CHECK(integer_member(report, "missing") == 1);
  CHECK(integer_member(report, "only_there") == 1);
  CHECK(integer_member(report, "queued") == 0);
  CHECK(report.find("samples")->size() == 3);
  report = shop.call("syncs.reconcile", R"({"key": "crm", "repair": true})");
  CHECK(integer_member(report, "queued") == 2);
  shop->settle();
  report = shop.call("syncs.reconcile", R"({"key": "crm"})");
  CHECK(integer_member(report, "same") == 3);
  CHECK(integer_member(report, "only_there") == 1);
  CHECK(shop.broken() == "");
}

TEST_CASE("many failures are an alert, and so are many items that wait") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  for (int i = 0; i < 25; ++i) {
    shop.person("u" + std::to_string(i));
    if (i % 10 == 0) klaviyo.fail_next(1, {"400 Bad Request", "", ""});
    shop->settle();
  }
  CHECK(shop.has_alert("failures"));
  shop->advance_by("2h");
  CHECK_FALSE(shop.has_alert("failures")); // of the last hour
}

TEST_CASE("a definition of a target is told all of its mistakes") {
  test::FakeKlaviyo klaviyo;
  Shop shop(klaviyo, "klaviyo");
  shop.sandbox();
  const auto error = test::error_of([&] {
    shop.call("syncs.create", R"({"key": "two", "provider": "main", "segment": "none",
        "traits": {"a..b": "x", "plan": "email"}, "events": ["a*b", "*"],
        "lists": {"none": "bad id"}, "consents": ["push"]})");
  });
  std::vector<std::string> pointers;
  REQUIRE(error);
  for (const Issue& issue : error->issues()) pointers.push_back(issue.pointer);
  const std::vector<std::string> expected = {"/segment",    "/lists/none", "/lists/none",
                                             "/consents/0", "/events/0",   "/traits/a..b",
                                             "/traits/plan"};
  CHECK(pointers == expected);
  const auto near =
      test::error_of([&] { shop.call("syncs.create", R"({"key": "two", "provider": "maim"})"); });
  REQUIRE(near);
  CHECK(near->issues()[0].hint == "did you mean \"main\"?");
}

TEST_CASE("a webhook of the platform becomes a consent, which is not told back as another one") {
  test::FakeActiveCampaign campaign;
  Shop shop(campaign, "activecampaign");
  shop.call("providers.update", R"({"key": "main", "kind": "activecampaign", "channel": "sync",
      "webhook_token": "0123456789abcdef"})");
  shop.opt_in("ada");
  shop->settle();
  const Value answer = shop.call("webhooks.receive", R"({"provider": "main",
      "url": "https://shop.example/hooks?token=0123456789abcdef", "headers": {},
      "body": "type=unsubscribe&initiated_from=public&contact%5Bemail%5D=ada%40shop.example"})");
  CHECK(integer_member(answer, "records") == 1);
  const Value consents = shop.call("consents.get", R"({"profile": {"user_id": "ada"}})");
  CHECK(schema::to_json(consents).find("denied") != std::string::npos);
  CHECK_THROWS_AS(shop.call("webhooks.receive", R"({"provider": "main",
      "url": "https://shop.example/hooks?token=0123456789abcdee", "headers": {},
      "body": "type=unsubscribe"})"),
                  Error);
}

} // namespace
} // namespace beckon::engine
