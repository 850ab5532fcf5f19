// Kinds of identifiers that a workspace declares, what keeps profiles apart, and IP addresses.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::Value;

struct Members {
  TestWorkspace workspace;

  Members() {
    workspace.call("settings.update", R"({"identifiers": [
        {"kind": "card", "limit": 2}, {"kind": "badge", "priority": 20}]})");
  }
  void identify(const std::string& json) { workspace->identify(json); }
  std::string id_of(const std::string& name) {
    const Value shown = workspace.call("profiles.get", R"({"profile": )" + name + "}");
    return text_of(shown, "id");
  }
  size_t identifiers_of(const std::string& name) {
    return workspace.call("profiles.get", R"({"profile": )" + name + "}")
        .find("identifiers")
        ->size();
  }
  std::vector<Value> notes_of(const std::string& name) {
    return workspace.call("profiles.explain", R"({"profile": )" + name + "}")
        .find("items")
        ->as_array();
  }
};

std::string payload_of(TestWorkspace* workspace, std::string_view part) {
  workspace->close();
  std::string found;
  {
    store::Journal journal(workspace->path() + "/journal.mdb", {});
    store::Journal::Reader reader(journal);
    for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
      const std::string payload = reader.at(offset).value().payload;
      if (payload.find(part) != std::string::npos) found = payload;
    }
  }
  workspace->open();
  return found;
}

} // namespace

TEST_CASE("identity: a kind that nobody has declared is refused, and the near one is named") {
  Members shop;
  const auto error =
      error_of([&] { shop.identify(R"({"user_id": "ann", "identifiers": {"cards": "1"}})"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_request);
  CHECK(error->pointer() == "/identifiers/cards");
  CHECK(error->hint() == "did you mean \"card\"?");
  for (const char* record :
       {R"({"identifiers": {"card": 1}})", R"({"identifiers": {"card": ""}})",
        R"({"identifiers": {"email": "a@b.example"}})", R"({"identifiers": ["card"]})"}) {
    CAPTURE(record);
    CHECK(code_of([&] { shop.identify(record); }) == Code::invalid_request);
  }
}

TEST_CASE("identity: an own kind finds the profile, in records and in requests") {
  Members shop;
  shop.identify(R"({"user_id": "ann", "identifiers": {"card": "1"}})");
  shop.workspace->track(R"({"identifiers": {"card": "1"}, "event": "Bought"})");
  CHECK(shop.id_of(R"({"card": "1"})") == shop.id_of(R"({"user_id": "ann"})"));
  CHECK(shop.workspace.call("profiles.timeline", R"({"profile": {"card": "1"}})")
            .find("items")
            ->size() == 1);
  CHECK(code_of([&] { shop.id_of(R"({"badge": "1"})"); }) == Code::not_found);
  CHECK(code_of([&] { shop.id_of(R"({"bagde": "1"})"); }) == Code::invalid_request);
  shop.workspace.call("lists.create", R"({"key": "news"})");
  shop.workspace.call("lists.add", R"({"key": "news", "profile": {"card": "1"}})");
  CHECK(
      shop.workspace.call("profiles.get", R"({"profile": {"card": "1"}})").find("lists")->size() ==
      1);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE(
    "identity: of several identifiers without a user_id the one of highest priority decides") {
  Members shop;
  shop.identify(R"({"identifiers": {"card": "1"}})");
  shop.identify(R"({"identifiers": {"badge": "1"}})");
  shop.identify(R"({"email": "ann@shop.example"})");
  const auto met = [&](const std::string& record) { return shop.workspace->track(record).profile; };
  CHECK(met(R"({"event": "A", "email": "ann@shop.example", "identifiers": {"card": "1"}})") ==
        shop.id_of(R"({"card": "1"})"));
  CHECK(met(R"({"event": "A", "email": "ann@shop.example", "identifiers": {"badge": "1"}})") ==
        shop.id_of(R"({"email": "ann@shop.example"})"));
  shop.workspace.call("settings.update", R"({"identifiers": [{"kind": "badge", "priority": 60},
      {"kind": "card"}]})");
  CHECK(met(R"({"event": "A", "email": "ann@shop.example", "identifiers": {"badge": "1"}})") ==
        shop.id_of(R"({"badge": "1"})"));
}

TEST_CASE("identity: beyond the limit of its kind an identifier stays nobody's, and that is told") {
  Members shop;
  for (const char* card : {"1", "2", "3", "3"}) {
    shop.identify(R"({"user_id": "ann", "identifiers": {"card": ")" + std::string(card) + R"("}})");
  }
  CHECK(shop.identifiers_of(R"({"user_id": "ann"})") == 3); // with the user_id
  CHECK(code_of([&] { shop.id_of(R"({"card": "3"})"); }) == Code::not_found);
  const std::vector<Value> notes = shop.notes_of(R"({"user_id": "ann"})");
  REQUIRE(notes.size() == 1); // once, however often it came
  CHECK(text_of(notes[0], "what") == "kept_apart");
  CHECK(text_of(notes[0], "reason") == "limit");
  CHECK(text_of(*notes[0].find("identifier"), "value") == "3");
  CHECK(notes[0].find("profile") == nullptr);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("identity: a merge that would break a limit is left out, or refused when asked for") {
  Members shop;
  shop.identify(R"({"user_id": "ann", "identifiers": {"card": "1"}})");
  shop.identify(R"({"user_id": "ann", "identifiers": {"card": "2"}})");
  shop.identify(R"({"identifiers": {"card": "3"}})");
  shop.identify(R"({"user_id": "ann", "identifiers": {"card": "3"}})");
  CHECK(shop.id_of(R"({"card": "3"})") != shop.id_of(R"({"user_id": "ann"})"));
  CHECK(text_of(shop.notes_of(R"({"user_id": "ann"})").at(0), "profile") ==
        shop.id_of(R"({"card": "3"})"));
  CHECK(code_of([&] {
          shop.workspace.call("profiles.merge",
                              R"({"from": {"card": "3"}, "into": {"user_id": "ann"}})");
        }) == Code::limit_exceeded);
}

TEST_CASE("identity: what was absorbed, and what another user_id kept, is told for ever") {
  Members shop;
  shop.workspace->track(R"({"anonymous_id": "phone", "event": "Seen"})");
  shop.identify(R"({"user_id": "ann", "email": "ann@shop.example"})");
  const std::string visitor = shop.id_of(R"({"anonymous_id": "phone"})");
  shop.identify(R"({"user_id": "ann", "anonymous_id": "phone"})");
  shop.identify(R"({"user_id": "bob", "anonymous_id": "phone"})");
  const std::vector<Value> ann = shop.notes_of(R"({"user_id": "ann"})");
  REQUIRE(ann.size() == 1);
  CHECK(text_of(ann[0], "what") == "absorbed");
  CHECK(text_of(ann[0], "profile") == visitor);
  CHECK(text_of(ann[0].find("identifiers")->as_array().at(0), "value") == "phone");
  const std::vector<Value> bob = shop.notes_of(R"({"user_id": "bob"})");
  REQUIRE(bob.size() == 1);
  CHECK(text_of(bob[0], "reason") == "user_id");
  CHECK(text_of(bob[0], "profile") == shop.id_of(R"({"user_id": "ann"})"));
  shop.workspace.call("profiles.merge",
                      R"({"from": {"user_id": "bob"}, "into": {"user_id": "ann"}})");
  CHECK(shop.notes_of(R"({"user_id": "ann"})").size() == 3); // his go along
  CHECK(shop.workspace.broken() == "");
  shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  for (const auto& [key, row] : shop.workspace.dump()) {
    CHECK(key.rfind("identity_notes ", 0) == std::string::npos);
  }
}

TEST_CASE("identity: an erasure finds records under an identifier that the person never got") {
  Members shop;
  shop.identify(R"({"user_id": "ann", "identifiers": {"card": "1"}})");
  shop.identify(R"({"user_id": "ann", "email": "ann@shop.example", "identifiers": {"card": "2"}})");
  shop.workspace->track(R"({"email": "ann@shop.example", "identifiers": {"card": "9"},
      "event": "Bought", "properties": {"to": "Linden Street"}})");
  shop.workspace->track(R"({"identifiers": {"card": "9"}, "event": "Bought by another"})");
  shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  CHECK(payload_of(&shop.workspace, "Linden Street") == "");
  CHECK(payload_of(&shop.workspace, "Bought by another") != ""); // who has the card now
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("identity: mistakes in declarations are told together") {
  Members shop;
  const auto error = error_of([&] {
    shop.workspace.call("settings.update", R"({"identifiers": [{"kind": "Card No"},
        {"kind": "user_id", "priority": 3}, {"kind": "id"}, {"kind": "at"}, {"kind": "email"},
        {"kind": "email"}]})");
  });
  REQUIRE(error.has_value());
  std::vector<std::string> pointers;
  for (const Issue& issue : error->issues()) pointers.push_back(issue.pointer);
  CHECK(pointers == std::vector<std::string>{"/identifiers/0/kind", "/identifiers/1/priority",
                                             "/identifiers/2/kind", "/identifiers/3/kind",
                                             "/identifiers/5/kind"});
}

TEST_CASE("ip addresses: only the network is journalled, in consents and in the context") {
  TestWorkspace workspace;
  workspace->consent(R"({"user_id": "ann", "channel": "email", "state": "granted",
      "ip": "198.51.100.7", "source": "first form"})");
  CHECK(text_of(parse_json(payload_of(&workspace, "first form")), "ip") == "198.51.100.0");
}

TEST_CASE("ip addresses: a batch is treated like a call, and properties are the workspace's own") {
  TestWorkspace workspace;
  workspace->ingest(
      "{\"type\": \"track\", \"user_id\": \"ann\", \"event\": \"Seen\", \"context\": "
      "{\"\\u0069p\": \"2001:db8:1:2::3\", \"page\": \"second\"}, \"properties\": {\"ip\": "
      "\"x\"}}");
  const Value record = parse_json(payload_of(&workspace, "second"));
  CHECK(text_of(*record.find("context"), "ip") == "2001:db8:1::");
  CHECK(text_of(*record.find("properties"), "ip") == "x");
  workspace->track(
      R"({"user_id": "ann", "event": "Seen", "context": {"ip": "proxy", "n": "third"}})");
  CHECK(parse_json(payload_of(&workspace, "third")).find("context")->find("ip") == nullptr);
  const auto error = error_of([&] {
    workspace->consent(
        R"({"user_id": "ann", "channel": "email", "state": "granted", "ip": "nowhere"})");
  });
  REQUIRE(error.has_value());
  CHECK(error->pointer() == "/ip");
}

TEST_CASE("ip addresses: they are kept, or dropped, where the settings say so") {
  TestWorkspace workspace;
  workspace.call("settings.update", R"({"ip_addresses": "kept"})");
  workspace->track(
      R"({"user_id": "ann", "event": "Seen", "context": {"ip": "198.51.100.7", "n": "kept"}})");
  CHECK(payload_of(&workspace, "kept\"}}").find("198.51.100.7") != std::string::npos);
  workspace.call("settings.update", R"({"ip_addresses": "dropped"})");
  workspace->track(
      R"({"user_id": "ann", "event": "Seen", "context": {"ip": "198.51.100.7", "n": "gone"}})");
  CHECK(payload_of(&workspace, "gone").find("198.51") == std::string::npos);
}

} // namespace beckon::engine
