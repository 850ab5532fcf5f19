// Klaviyo as a target: requests field by field, answers, conversations of several steps.
#include <doctest/doctest.h>

#include "provider/sync/sync_kind.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::parse_json;
using schema::Value;
using Result = Outcome::Result;

const SyncKind& klaviyo() { return *find_sync_kind("klaviyo"); }

Account account() {
  return {"k", "klaviyo", "sync", 0,
          parse_json(R"({"kind": "klaviyo", "channel": "sync", "api_key": "pk_1"})")};
}

http::Response answer(int status, std::string body = {}) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  response.body = std::move(body);
  return response;
}

SyncContact ada() {
  SyncContact contact;
  contact.email = "ada@example.org";
  contact.phone = "+4915112345678";
  contact.external_id = "u1";
  contact.fields = parse_json(R"({"first_name": "Ada", "location.city": "Ulm", "plan": "pro",
                                  "old": null})");
  return contact;
}

http::Request must_ask(Conversation* talk, const http::Response* before = nullptr) {
  Step step = talk->next(before);
  REQUIRE(step.request);
  return *step.request;
}

std::string header(const http::Request& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_CASE("a contact goes by profile-import and comes back with its id") {
  const auto talk = klaviyo().contact(account(), ada());
  const http::Request request = must_ask(talk.get());
  CHECK(request.method == "POST");
  CHECK(request.url == "https://a.klaviyo.com/api/profile-import/");
  CHECK(header(request, "Authorization") == "Klaviyo-API-Key pk_1");
  CHECK(header(request, "revision") == "2024-02-15");
  CHECK(header(request, "Content-Type") == "application/json");
  CHECK(parse_json(request.body) == parse_json(R"({"data": {"type": "profile",
      "attributes": {"email": "ada@example.org", "phone_number": "+4915112345678",
        "external_id": "u1", "first_name": "Ada", "location": {"city": "Ulm"},
        "properties": {"plan": "pro"}},
      "meta": {"patch_properties": {"unset": ["old"]}}}})"));
  const auto made = answer(201, R"({"data": {"type": "profile", "id": "01AB"}})");
  CHECK(talk->next(&made).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);
  CHECK(talk->outcomes().front().provider_message_id == "01AB");
}

TEST_CASE("the revision is that of the account") {
  Account other = account();
  other.config.set("revision", "2024-10-15");
  other.config.set("base_url", "https://proxy.example/");
  const auto talk = klaviyo().contact(other, ada());
  const http::Request request = must_ask(talk.get());
  CHECK(header(request, "revision") == "2024-10-15");
  CHECK(request.url == "https://proxy.example/api/profile-import/");
}

TEST_CASE("a profile that is gone over there is made anew") {
  SyncContact contact = ada();
  contact.remote_id = "GONE";
  const auto talk = klaviyo().contact(account(), contact);
  const Value first = parse_json(must_ask(talk.get()).body);
  CHECK(schema::text_member(*first.find("data"), "id") == "GONE");
  const auto gone = answer(404, R"({"errors": [{"code": "not_found", "detail": "none"}]})");
  const Value second = parse_json(must_ask(talk.get(), &gone).body);
  CHECK(second.find("data")->find("id") == nullptr);
  const auto made = answer(201, R"({"data": {"id": "NEW"}})");
  CHECK(talk->next(&made).is_over());
  CHECK(talk->outcomes().front().provider_message_id == "NEW");
}

TEST_CASE("consents and lists that have changed follow the contact") {
  SyncContact contact = ada();
  contact.consents = {{"email", true, 1'709'283'600'000}, {"sms", false, 0}};
  contact.lists = {{"L1", true, false}, {"L2", false, false}};
  const auto talk = klaviyo().contact(account(), contact);
  must_ask(talk.get());
  const auto made = answer(200, R"({"data": {"id": "ID"}})"), done = answer(202);
  const http::Request granted = must_ask(talk.get(), &made);
  CHECK(granted.url == "https://a.klaviyo.com/api/profile-subscription-bulk-create-jobs/");
  CHECK(parse_json(granted.body) ==
        parse_json(R"({"data": {"type": "profile-subscription-bulk-create-job", "attributes": {
      "profiles": {"data": [{"type": "profile", "attributes": {"email": "ada@example.org",
        "subscriptions": {"email": {"marketing": {"consent": "SUBSCRIBED",
          "consented_at": "2024-03-01T09:00:00.000Z"}}}}}]}, "custom_source": "Beckon"}}})"));
  const http::Request denied = must_ask(talk.get(), &done);
  CHECK(denied.url == "https://a.klaviyo.com/api/profile-subscription-bulk-delete-jobs/");
  CHECK(parse_json(denied.body) ==
        parse_json(R"({"data": {"type": "profile-subscription-bulk-delete-job", "attributes": {
      "profiles": {"data": [{"type": "profile",
        "attributes": {"phone_number": "+4915112345678"}}]}}}})"));
  const http::Request joins = must_ask(talk.get(), &done);
  CHECK(joins.method == "POST");
  CHECK(joins.url == "https://a.klaviyo.com/api/lists/L1/relationships/profiles/");
  CHECK(parse_json(joins.body) == parse_json(R"({"data": [{"type": "profile", "id": "ID"}]})"));
  const http::Request leaves = must_ask(talk.get(), &done);
  CHECK(leaves.method == "DELETE");
  CHECK(leaves.url == "https://a.klaviyo.com/api/lists/L2/relationships/profiles/");
  const auto empty = answer(204);
  CHECK(talk->next(&empty).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);
}

TEST_CASE("profiles that are one by now are joined before the contact is told") {
  SyncContact contact = ada();
  contact.remote_id = "ID";
  contact.absorbed = {"OLD", "OLDER"};
  const auto talk = klaviyo().contact(account(), contact);
  const http::Request merge = must_ask(talk.get());
  CHECK(merge.url == "https://a.klaviyo.com/api/profile-merge/");
  CHECK(parse_json(merge.body) == parse_json(R"({"data": {"type": "profile-merge", "id": "ID",
      "relationships": {"profiles": {"data": [{"type": "profile", "id": "OLDER"}]}}}})"));
  const auto done = answer(201), gone = answer(404);
  must_ask(talk.get(), &done);
  CHECK(must_ask(talk.get(), &gone).url == "https://a.klaviyo.com/api/profile-import/");

  // Without an id of its own it goes on as the other one.
  contact.remote_id.clear();
  contact.absorbed = {"OLD"};
  const auto other = klaviyo().contact(account(), contact);
  const Value body = parse_json(must_ask(other.get()).body);
  CHECK(schema::text_member(*body.find("data"), "id") == "OLD");

  contact.remote_id = "ID";
  const auto broken = klaviyo().contact(account(), contact);
  must_ask(broken.get());
  const auto refused = answer(500);
  CHECK(broken->next(&refused).is_over());
  CHECK(broken->outcomes().front().result == Result::retry);
}

TEST_CASE("a consent that is refused fails the contact, which keeps its id") {
  SyncContact contact = ada();
  contact.consents = {{"email", true, 0}};
  const auto talk = klaviyo().contact(account(), contact);
  must_ask(talk.get());
  const auto made = answer(200, R"({"data": {"id": "ID"}})"), broken = answer(503);
  must_ask(talk.get(), &made);
  CHECK(talk->next(&broken).is_over());
  CHECK(talk->outcomes().front().result == Result::retry);
  CHECK(talk->outcomes().front().provider_message_id == "ID");
}

std::vector<SyncContact> some(size_t count) {
  std::vector<SyncContact> contacts(count);
  for (size_t i = 0; i < count; ++i) {
    contacts[i].email = "u" + std::to_string(i) + "@example.org";
    contacts[i].fields = Value::object();
  }
  return contacts;
}

TEST_CASE("many contacts are one job, which is asked until it is through") {
  const auto talk = klaviyo().contacts(account(), some(3));
  const http::Request request = must_ask(talk.get());
  CHECK(request.url == "https://a.klaviyo.com/api/profile-bulk-import-jobs/");
  const Value body = parse_json(request.body);
  const Value& attributes = *body.find("data")->find("attributes");
  CHECK(attributes.find("profiles")->find("data")->size() == 3);
  const auto taken = answer(202, R"({"data": {"id": "J1", "attributes": {"status": "queued"}}})");
  Step step = talk->next(&taken);
  CHECK_FALSE(step.request);
  CHECK(step.wait_ms == 1'000);
  CHECK(must_ask(talk.get()).url == "https://a.klaviyo.com/api/profile-bulk-import-jobs/J1/");
  const auto busy =
      answer(200, R"({"data": {"id": "J1", "attributes": {"status": "processing"}}})");
  step = talk->next(&busy);
  CHECK(step.wait_ms == 2'000);
  must_ask(talk.get());
  const auto through = answer(
      200, R"({"data": {"id": "J1", "attributes": {"status": "complete", "failed_count": 1}}})");
  const http::Request errors = must_ask(talk.get(), &through);
  CHECK(errors.method == "GET");
  CHECK(errors.url == "https://a.klaviyo.com/api/profile-bulk-import-jobs/J1/import-errors/");
  const auto listed = answer(200, R"({"data": [{"type": "import-error", "attributes": {
      "code": "invalid", "detail": "Invalid email address",
      "original_payload": {"email": "u1@example.org"}}}], "links": {"next": null}})");
  CHECK(talk->next(&listed).is_over());
  CHECK(talk->outcomes()[0].result == Result::accepted);
  CHECK(talk->outcomes()[1].result == Result::rejected);
  CHECK(talk->outcomes()[1].reason == "Klaviyo invalid: Invalid email address");
  CHECK(talk->outcomes()[2].result == Result::accepted);
}

TEST_CASE("a job that is cancelled is told again") {
  const auto talk = klaviyo().contacts(account(), some(2));
  must_ask(talk.get());
  const auto taken = answer(202, R"({"data": {"id": "J1", "attributes": {"status": "queued"}}})");
  talk->next(&taken);
  must_ask(talk.get());
  const auto lost = answer(200, R"({"data": {"id": "J1", "attributes": {"status": "cancelled"}}})");
  CHECK(talk->next(&lost).is_over());
  for (const Outcome& outcome : talk->outcomes()) CHECK(outcome.result == Result::retry);
}

TEST_CASE("subscriptions go a hundred at a time") {
  std::vector<SyncContact> contacts = some(150);
  for (SyncContact& contact : contacts) contact.consents = {{"email", true, 0}};
  const auto talk = klaviyo().contacts(account(), contacts);
  must_ask(talk.get());
  const auto taken = answer(202, R"({"data": {"id": "J1", "attributes": {"status": "queued"}}})");
  talk->next(&taken);
  must_ask(talk.get());
  const auto through = answer(
      200, R"({"data": {"id": "J1", "attributes": {"status": "complete", "failed_count": 0}}})");
  const auto done = answer(202), broken = answer(400);
  const auto people = [](const http::Request& request) {
    const Value body = parse_json(request.body);
    return body.find("data")->find("attributes")->find("profiles")->find("data")->size();
  };
  CHECK(people(must_ask(talk.get(), &through)) == 100);
  CHECK(people(must_ask(talk.get(), &done)) == 50);
  CHECK(talk->next(&broken).is_over());
  CHECK(talk->outcomes()[99].result == Result::accepted);
  CHECK(talk->outcomes()[100].result == Result::rejected);
}

TEST_CASE("an event has the id by which it counts once") {
  SyncEvent event;
  event.unique_id = "e1";
  event.name = "Order Placed";
  event.at = 1'709'283'600'000;
  event.email = "ada@example.org";
  event.properties = parse_json(R"({"total": 42.5, "items": [1]})");
  const auto talk = klaviyo().event(account(), event);
  const http::Request request = must_ask(talk.get());
  CHECK(request.url == "https://a.klaviyo.com/api/events/");
  CHECK(parse_json(request.body) == parse_json(R"({"data": {"type": "event", "attributes": {
      "properties": {"total": 42.5, "items": [1]}, "time": "2024-03-01T09:00:00.000Z",
      "value": 42.5, "unique_id": "e1",
      "metric": {"data": {"type": "metric", "attributes": {"name": "Order Placed"}}},
      "profile": {"data": {"type": "profile", "attributes": {"email": "ada@example.org"}}}}}})"));
  const auto taken = answer(202);
  CHECK(talk->next(&taken).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);
}

TEST_CASE("an erasure names every contact that was told, else the address") {
  SyncErasure erasure{"ada@example.org", "", {"A", "B"}};
  const auto talk = klaviyo().erase(account(), erasure);
  const http::Request first = must_ask(talk.get());
  CHECK(first.url == "https://a.klaviyo.com/api/data-privacy-deletion-jobs/");
  CHECK(parse_json(first.body) ==
        parse_json(R"({"data": {"type": "data-privacy-deletion-job", "attributes": {
      "profile": {"data": {"type": "profile", "id": "A"}}}}})"));
  const auto unknown = answer(404), taken = answer(202);
  must_ask(talk.get(), &unknown); // whom they do not know needs no erasure
  CHECK(talk->next(&taken).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);

  const auto by_address = klaviyo().erase(account(), {"ada@example.org", "", {}});
  CHECK(parse_json(must_ask(by_address.get()).body) ==
        parse_json(R"({"data": {"type": "data-privacy-deletion-job", "attributes": {
      "profile": {"data": {"type": "profile", "attributes": {"email": "ada@example.org"}}}}}})"));
  const auto broken = answer(500);
  CHECK(by_address->next(&broken).is_over());
  CHECK(by_address->outcomes().front().result == Result::retry);
  // Nobody to forget: nothing is asked.
  CHECK(klaviyo().erase(account(), {"", "", {}})->next(nullptr).is_over());
}

TEST_CASE("pages are followed on the account's own host alone") {
  const auto listing = klaviyo().read_back(account(), "flows");
  CHECK(must_ask(listing.get()).url == "https://a.klaviyo.com/api/flows/?page%5Bsize%5D=50");
  const auto first = answer(200, R"({"data": [{"type": "flow", "id": "F1",
      "attributes": {"name": "Welcome"}}],
      "links": {"next": "https://a.klaviyo.com/api/flows/?page%5Bcursor%5D=x"}})");
  CHECK(must_ask(listing.get(), &first).url ==
        "https://a.klaviyo.com/api/flows/?page%5Bcursor%5D=x");
  const std::vector<Value> items = listing->take();
  REQUIRE(items.size() == 1);
  CHECK(items[0] == parse_json(R"({"id": "F1", "name": "Welcome"})"));
  for (const char* next : {"https://evil.example/api/flows/", "//evil.example/",
                           "https://a.klaviyo.com.evil.example/"}) {
    const auto page =
        answer(200, R"({"data": [], "links": {"next": ")" + std::string(next) + R"("}})");
    const auto other = klaviyo().read_back(account(), "flows");
    must_ask(other.get());
    CHECK(other->next(&page).is_over());
    CHECK_FALSE(other->failure());
  }
}

TEST_CASE("figures of campaigns come by a report") {
  try {
    klaviyo().read_back(account(), "campaign_values");
    FAIL("a report needs a metric");
  } catch (const Error& error) {
    CHECK(error.code() == Code::conflict);
  }
  Account counting = account();
  counting.config.set("conversion_metric", "RnLQLS");
  const auto listing = klaviyo().read_back(counting, "campaign_values");
  const http::Request request = must_ask(listing.get());
  CHECK(request.method == "POST");
  CHECK(request.url == "https://a.klaviyo.com/api/campaign-values-reports/");
  const Value body = parse_json(request.body);
  CHECK(schema::text_member(*body.find("data"), "type") == "campaign-values-report");
  const Value& attributes = *body.find("data")->find("attributes");
  CHECK(schema::text_member(attributes, "conversion_metric_id") == "RnLQLS");
  CHECK(*attributes.find("timeframe") == parse_json(R"({"key": "last_30_days"})"));
  CHECK(attributes.find("statistics")->size() == 14);
  const auto told = answer(200, R"({"data": {"type": "campaign-values-report", "attributes": {
      "results": [{"groupings": {"campaign_id": "C1", "send_channel": "email"},
                   "statistics": {"opens": 12, "open_rate": 0.4}}]}}})");
  CHECK(listing->next(&told).is_over());
  const std::vector<Value> items = listing->take();
  REQUIRE(items.size() == 1);
  CHECK(items[0] == parse_json(R"({"campaign_id": "C1", "send_channel": "email", "opens": 12,
                                   "open_rate": 0.4})"));
}

TEST_CASE("a page that is refused for now is asked for again, and one that is refused ends it") {
  const auto listing = klaviyo().read_contacts(account());
  must_ask(listing.get());
  http::Response wait = answer(429);
  wait.headers = {{"Retry-After", "7"}};
  const Step step = listing->next(&wait);
  CHECK(step.wait_ms == 7'000);
  must_ask(listing.get());
  const auto page = answer(200, R"({"data": [{"type": "profile", "id": "P", "attributes": {
      "email": "a@b.example", "phone_number": null, "external_id": "u1", "first_name": "Ada",
      "location": {"city": "Ulm"}, "properties": {"plan": "pro"}}}]})");
  CHECK(listing->next(&page).is_over());
  const std::vector<Value> items = listing->take();
  REQUIRE(items.size() == 1);
  const RemoteContact contact = remote_contact(items[0]);
  CHECK(contact.id == "P");
  CHECK(contact.email == "a@b.example");
  CHECK(contact.external_id == "u1");
  CHECK(contact.fields ==
        parse_json(R"({"first_name": "Ada", "location.city": "Ulm", "plan": "pro"})"));

  const auto closed = klaviyo().read_contacts(account());
  must_ask(closed.get());
  const auto refused =
      answer(403, R"({"errors": [{"code": "permission_denied", "detail": "no"}]})");
  CHECK(closed->next(&refused).is_over());
  REQUIRE(closed->failure());
  CHECK(closed->failure()->reason == "Klaviyo permission_denied: no");
}

TEST_CASE("what an error means") {
  struct Row {
    int status;
    const char* body;
    Result result;
    Outcome::Fault fault;
  };
  using Fault = Outcome::Fault;
  const Row rows[] = {{400, R"({"errors": [{"code": "invalid", "detail": "d",
                 "source": {"pointer": "/data/attributes/email"}}]})",
                       Result::rejected, Fault::recipient},
                      {400, R"({"errors": [{"code": "invalid", "detail": "d",
                 "source": {"pointer": "/data/attributes/properties"}}]})",
                       Result::rejected, Fault::request},
                      {401, R"({"errors": [{"code": "not_authenticated", "detail": "d"}]})",
                       Result::rejected, Fault::account},
                      {409, R"({"errors": [{"code": "duplicate_profile", "detail": "d"}]})",
                       Result::rejected, Fault::request},
                      {429, R"({"errors": [{"code": "throttled", "detail": "d"}]})", Result::retry,
                       Fault::throttle},
                      {500, "<html>", Result::retry, Fault::transient},
                      {502, "", Result::unknown, Fault::transient}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    const auto talk = klaviyo().contact(account(), ada());
    must_ask(talk.get());
    const auto said = answer(row.status, row.body);
    CHECK(talk->next(&said).is_over());
    CHECK(talk->outcomes().front().result == row.result);
    CHECK(talk->outcomes().front().fault == row.fault);
  }
}

TEST_CASE("fields that a trait cannot set") {
  for (const char* field :
       {"email", "phone_number", "external_id", "", "$source", "location.planet"}) {
    Issues issues;
    klaviyo().check_field(field, "/traits/x", &issues);
    CAPTURE(field);
    CHECK(issues.size() == 1);
  }
  Issues none;
  for (const char* field : {"first_name", "location.city", "plan"}) {
    klaviyo().check_field(field, "/traits/x", &none);
  }
  CHECK(none.empty());
  CHECK(klaviyo().default_field("firstName") == "first_name");
  CHECK(klaviyo().default_field("timezone") == "location.timezone");
  CHECK(klaviyo().default_field("email").empty());
  CHECK(klaviyo().default_field("plan") == "plan");
}

TEST_CASE("a message to Klaviyo is an event that its flow sends") {
  const Provider& provider = *find_provider("klaviyo");
  Message message;
  message.send_key = "abcd";
  message.channel = "email";
  message.to = "ada@example.org";
  message.subject = "Hi";
  message.text = "Hello";
  message.html = "<p>Hello</p>";
  message.sender = "Shop <hello@shop.example>";
  message.at = 1'709'283'600'000;
  const http::Request request = provider.build(account(), message);
  CHECK(request.url == "https://a.klaviyo.com/api/events/");
  CHECK(parse_json(request.body) == parse_json(R"({"data": {"type": "event", "attributes": {
      "properties": {"send_key": "abcd", "channel": "email", "text": "Hello", "subject": "Hi",
        "html": "<p>Hello</p>", "from": "Shop <hello@shop.example>"},
      "time": "2024-03-01T09:00:00.000Z", "unique_id": "abcd",
      "metric": {"data": {"type": "metric", "attributes": {"name": "Beckon Message"}}},
      "profile": {"data": {"type": "profile", "attributes": {"email": "ada@example.org"}}}}}})"));
  CHECK(provider.idempotent());
  CHECK(provider.read(answer(202)).result == Result::accepted);
}

TEST_CASE("an account at Klaviyo is asked about") {
  const Provider& provider = *find_provider("klaviyo");
  const auto request = provider.question(account(), "", 0);
  REQUIRE(request);
  CHECK(request->method + " " + request->url == "GET https://a.klaviyo.com/api/accounts/");
  CHECK(header(*request, "Authorization") == "Klaviyo-API-Key pk_1");
  CHECK(provider.read_question(answer(200, R"({"data": []})")).result == Result::accepted);
  CHECK(provider.read_question(answer(401)).result == Result::rejected);
}

TEST_CASE("an account at Klaviyo is checked") {
  const auto issues = [](const char* config) {
    Issues found;
    find_provider("klaviyo")->check(parse_json(config), &found);
    return found;
  };
  CHECK(issues(R"({"kind": "klaviyo", "channel": "sync", "api_key": "pk_1"})").empty());
  const Issues found = issues(R"({"kind": "klaviyo", "channel": "push", "revision": "soon",
      "metric": "", "webhook_secret": "short"})");
  REQUIRE(found.size() == 5);
}

} // namespace
} // namespace beckon::provider
