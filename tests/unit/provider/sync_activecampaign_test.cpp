// ActiveCampaign as a target: requests field by field, answers, conversations of several steps.
#include <doctest/doctest.h>

#include "provider/sync/sync_kind.h"
#include "schema/json.h"

namespace beckon::provider {
namespace {

using schema::parse_json;
using schema::Value;
using Result = Outcome::Result;

const SyncKind& platform() { return *find_sync_kind("activecampaign"); }

Account account() {
  return {"a", "activecampaign", "sync", 0,
          parse_json(R"({"kind": "activecampaign", "channel": "sync", "api_key": "tk",
            "base_url": "https://shop.api-us1.com", "event_account": "77", "event_key": "ek"})")};
}

http::Response answer(int status, std::string body = {}) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  response.body = std::move(body);
  return response;
}

http::Request must_ask(Conversation* talk, const http::Response* before = nullptr) {
  Step step = talk->next(before);
  REQUIRE(step.request);
  return *step.request;
}

SyncContact ada() {
  SyncContact contact;
  contact.email = "ada@example.org";
  contact.phone = "+4915112345678";
  contact.fields = parse_json(R"({"firstName": "Ada", "7": ["a", "b"], "9": 4.5, "11": null})");
  return contact;
}

TEST_CASE("a contact is synchronised by its address, then its lists") {
  SyncContact contact = ada();
  contact.lists = {{"2", true, false}, {"3", false, false}, {"4", true, true}};
  const auto talk = platform().contact(account(), contact);
  const http::Request sync = must_ask(talk.get());
  CHECK(sync.method == "POST");
  CHECK(sync.url == "https://shop.api-us1.com/api/3/contact/sync");
  CHECK(sync.headers.front() == std::pair<std::string, std::string>{"Api-Token", "tk"});
  CHECK(parse_json(sync.body) == parse_json(R"({"contact": {"email": "ada@example.org",
      "phone": "+4915112345678", "firstName": "Ada", "fieldValues": [
        {"field": "7", "value": "||a||b||"}, {"field": "9", "value": "4.5"},
        {"field": "11", "value": ""}]}})"));
  const auto made = answer(201, R"({"contact": {"id": "10", "email": "ada@example.org"}})");
  const auto done = answer(201, R"({"contactList": {}})");
  const http::Request joins = must_ask(talk.get(), &made);
  CHECK(joins.url == "https://shop.api-us1.com/api/3/contactLists");
  CHECK(parse_json(joins.body) ==
        parse_json(R"({"contactList": {"list": 2, "contact": 10, "status": 1}})"));
  CHECK(parse_json(must_ask(talk.get(), &done).body) ==
        parse_json(R"({"contactList": {"list": 3, "contact": 10, "status": 2}})"));
  CHECK(parse_json(must_ask(talk.get(), &done).body) ==
        parse_json(R"({"contactList": {"list": 4, "contact": 10, "status": 1, "sourceid": 4}})"));
  CHECK(talk->next(&done).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);
  CHECK(talk->outcomes().front().provider_message_id == "10");
}

TEST_CASE("an import takes all or none: who is named is at fault, the others come again") {
  std::vector<SyncContact> contacts = {ada(), ada()};
  contacts[1].email = "refused@example";
  contacts[0].lists = {{"2", true, false}, {"3", false, false}};
  const auto talk = platform().contacts(account(), contacts);
  const http::Request request = must_ask(talk.get());
  CHECK(request.url == "https://shop.api-us1.com/api/3/import/bulk_import");
  const Value body = parse_json(request.body);
  CHECK(body.find("contacts")->as_array()[0] ==
        parse_json(R"({"email": "ada@example.org", "phone": "+4915112345678", "first_name": "Ada",
      "fields": [{"id": 7, "value": "||a||b||"}, {"id": 9, "value": "4.5"},
        {"id": 11, "value": ""}],
      "subscribe": [{"listid": 2}], "unsubscribe": [{"listid": 3}]})"));
  const auto refused = answer(400, R"({"success": 0, "message": "no",
      "failureReasons": [{"contact": 1, "failureReason": "email_invalid"}]})");
  CHECK(talk->next(&refused).is_over());
  CHECK(talk->outcomes()[0].result == Result::retry);
  CHECK(talk->outcomes()[0].retry_after_ms == 1);
  CHECK(talk->outcomes()[1].result == Result::rejected);
  CHECK(talk->outcomes()[1].reason == "email_invalid");
}

TEST_CASE("an event is a form, and HTTP 200 comes with errors too") {
  SyncEvent event;
  event.name = "Order Placed with a name that is longer than it takes";
  event.email = "ada@example.org";
  event.properties = parse_json(R"({"total": 5})");
  const auto talk = platform().event(account(), event);
  const http::Request request = must_ask(talk.get());
  CHECK(request.url == "https://trackcmp.net/event");
  CHECK(request.body ==
        "actid=77&key=ek&event=Order%20Placed%20with%20a%20name%20that%20is"
        "&eventdata=%7B%22total%22%3A5%7D"
        "&visit=%7B%22email%22%3A%22ada%40example.org%22%7D");
  const auto refused = answer(200, R"({"success": 0, "message": "Invalid key"})");
  CHECK(talk->next(&refused).is_over());
  CHECK(talk->outcomes().front().result == Result::rejected);
  CHECK(talk->outcomes().front().reason == "ActiveCampaign: Invalid key");
  const auto again = platform().event(account(), event);
  must_ask(again.get());
  const auto taken = answer(200, R"({"success": 1, "message": "Event spawned"})");
  CHECK(again->next(&taken).is_over());
  CHECK(again->outcomes().front().result == Result::accepted);
  CHECK_FALSE(platform().repeats_events());
}

TEST_CASE("an erasure looks for whom it has no number of") {
  const auto talk = platform().erase(account(), {"a+b@example.org", "", {}});
  const http::Request search = must_ask(talk.get());
  CHECK(search.method == "GET");
  CHECK(search.url == "https://shop.api-us1.com/api/3/contacts?email=a%2Bb%40example.org");
  const auto found = answer(200, R"({"contacts": [{"id": "10"}]})");
  const http::Request deletes = must_ask(talk.get(), &found);
  CHECK(deletes.method == "DELETE");
  CHECK(deletes.url == "https://shop.api-us1.com/api/3/contacts/10");
  const auto gone = answer(404, R"({"message": "No Result found"})");
  CHECK(talk->next(&gone).is_over());
  CHECK(talk->outcomes().front().result == Result::accepted);
}

TEST_CASE("contacts are read by growing number") {
  const auto listing = platform().read_contacts(account());
  CHECK(must_ask(listing.get()).url ==
        "https://shop.api-us1.com/api/3/contacts?limit=100&orders%5Bid%5D=ASC");
  Value rows = Value::array();
  for (int i = 1; i <= 100; ++i) {
    rows.push_back(Value::object({{"id", std::to_string(i)},
                                  {"email", "u" + std::to_string(i) + "@example.org"},
                                  {"firstName", "F"},
                                  {"lastName", ""}}));
  }
  const auto first = answer(200, schema::to_json(Value::object({{"contacts", rows}})));
  CHECK(must_ask(listing.get(), &first).url ==
        "https://shop.api-us1.com/api/3/contacts?limit=100&orders%5Bid%5D=ASC&id_greater=100");
  CHECK(listing->take().size() == 100);
  const auto last = answer(200, R"({"contacts": []})");
  CHECK(listing->next(&last).is_over());
  CHECK_FALSE(listing->failure());
}

TEST_CASE("what an error of ActiveCampaign means") {
  using Fault = Outcome::Fault;
  struct Row {
    int status;
    const char* body;
    Result result;
    Fault fault;
  };
  const Row rows[] = {
      {403, R"({"message": "Forbidden"})", Result::rejected, Fault::account},
      {402, "", Result::rejected, Fault::account},
      {404, R"({"message": "No Result found"})", Result::rejected, Fault::request},
      {422, R"({"errors": [{"title": "Email address is invalid", "code": "email_invalid"}]})",
       Result::rejected, Fault::recipient},
      {429, "", Result::retry, Fault::throttle},
      {503, "", Result::retry, Fault::transient}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    const auto talk = platform().contact(account(), ada());
    must_ask(talk.get());
    const auto said = answer(row.status, row.body);
    CHECK(talk->next(&said).is_over());
    CHECK(talk->outcomes().front().result == row.result);
    CHECK(talk->outcomes().front().fault == row.fault);
  }
}

TEST_CASE("fields of ActiveCampaign are names and numbers") {
  Issues issues;
  platform().check_field("plan", "/traits/plan", &issues);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/traits/plan");
  for (const char* field : {"firstName", "lastName", "12"}) {
    Issues none;
    platform().check_field(field, "/traits/plan", &none);
    CHECK(none.empty());
  }
  CHECK_FALSE(platform().takes_phones());
}

TEST_CASE("an account at ActiveCampaign is asked about") {
  const Provider& provider = *find_provider("activecampaign");
  const auto request = provider.question(account(), "", 0);
  REQUIRE(request);
  CHECK(request->method + " " + request->url == "GET https://shop.api-us1.com/api/3/lists?limit=1");
  CHECK(provider.read_question(answer(200, R"({"lists": []})")).result == Result::accepted);
  CHECK(provider.read_question(answer(403, R"({"message": "Forbidden"})")).result ==
        Result::rejected);
}

TEST_CASE("an account at ActiveCampaign is checked") {
  const auto issues = [](const char* config) {
    Issues found;
    find_provider("activecampaign")->check(parse_json(config), &found);
    return found;
  };
  CHECK(issues(R"({"kind": "activecampaign", "channel": "sync", "api_key": "t",
      "base_url": "https://shop.api-us1.com"})")
            .empty());
  const Issues found = issues(R"({"kind": "activecampaign", "channel": "email",
      "event": "a name that is much longer than it takes", "event_url": "http://x.example"})");
  // api_key, base_url, event_account, event, event_url
  CHECK(found.size() == 5);
}

TEST_CASE("a message to ActiveCampaign is an event that starts an automation") {
  const Provider& provider = *find_provider("activecampaign");
  Message message;
  message.to = "ada@example.org";
  message.subject = "Hi";
  const http::Request request = provider.build(account(), message);
  CHECK(request.body ==
        "actid=77&key=ek&event=Beckon%20Message&eventdata=Hi"
        "&visit=%7B%22email%22%3A%22ada%40example.org%22%7D");
  CHECK_FALSE(provider.idempotent());
}

} // namespace
} // namespace beckon::provider
