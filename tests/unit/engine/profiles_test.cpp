// profiles.create, patch, delete, search, timeline and export.
#include <doctest/doctest.h>

#include <algorithm>

#include "schema/json.h"
#include "support/errors.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::Value;

std::string user_of(const Value& profile) {
  for (const Value& row : profile.find("identifiers")->as_array()) {
    if (text_of(row, "kind") == "user_id") return text_of(row, "value");
  }
  return "?";
}

// The user_ids that a search finds, page by page.
std::string found(TestWorkspace* workspace, const std::string& request) {
  std::string users;
  Value asked = parse_json(request);
  asked.set("limit", 2);
  while (true) {
    const Value page = workspace->call("profiles.search", schema::to_json(asked));
    for (const Value& row : page.find("items")->as_array()) users += user_of(row) + " ";
    const Value* cursor = page.find("cursor");
    if (cursor == nullptr) return users;
    asked.set("cursor", *cursor);
  }
}

Value traits_of(TestWorkspace* workspace, const std::string& who) {
  return *workspace->call("profiles.get", R"({"profile": )" + person(who) + "}").find("traits");
}

Value patch(TestWorkspace* workspace, const std::string& who, const std::string& traits) {
  return workspace->call("profiles.patch",
                         R"({"profile": )" + person(who) + R"(, "traits": )" + traits + "}");
}

} // namespace

TEST_CASE("profiles: one is made, and nobody is made twice") {
  TestWorkspace workspace;
  workspace.segment("pros", R"({"trait": "plan", "eq": "pro"})");
  const Value made = workspace.call("profiles.create", R"({"user_id": "ann",
      "email": "Ann@Shop.example", "traits": {"plan": "pro"}})");
  CHECK(user_of(*made.find("profile")) == "ann");
  CHECK(made.find("consequences")->find("entered")->as_array()[0].as_string() == "pros");
  CHECK(code_of([&] {
          workspace.call("profiles.create", R"({"user_id": "bob", "email": "ann@shop.example"})");
        }) == Code::conflict);
  CHECK(code_of([&] { workspace.call("profiles.create", R"({"traits": {"a": 1}})"); }) ==
        Code::invalid_request);
  CHECK(workspace.items("profiles.list").size() == 1);
}

TEST_CASE("profiles: a patch sets members one by one, null removes, the rest stays") {
  TestWorkspace workspace;
  workspace->identify(R"({"user_id": "ann", "traits": {"name": "Ann", "nick": "A",
      "address": {"city": "Rome", "street": {"name": "Via Roma", "no": 1}}, "tags": ["a"]}})");
  patch(&workspace, "ann", R"({"nick": null, "gone": null, "tags": ["b"],
      "address": {"street": {"no": 2, "door": null}, "zip": "00100"}, "plan": {"a": null}})");
  CHECK(traits_of(&workspace, "ann") == parse_json(R"({"name": "Ann", "tags": ["b"], "plan": {},
            "address": {"city": "Rome", "street": {"name": "Via Roma", "no": 2}, "zip": "00100"}})"));
  CHECK(code_of([&] { patch(&workspace, "bob", R"({"a": 1})"); }) == Code::not_found);
  CHECK(workspace.broken() == "");
}

TEST_CASE("profiles: a patch turns segments, and its past can be asked") {
  TestWorkspace workspace;
  workspace.segment("romans", R"({"trait": "address.city", "eq": "Rome"})");
  workspace->identify(R"({"user_id": "ann", "traits": {"address": {"zip": "1"}}})");
  workspace->advance_by("1h");
  const Value answer = patch(&workspace, "ann", R"({"address": {"city": "Rome"}})");
  CHECK(answer.find("consequences")->find("entered")->size() == 1);
  CHECK(workspace->is_member("romans", person("ann")));
  const auto belonged = [&](const char* at) {
    return workspace
        .call("segments.has", R"({"key": "romans", "profile": {"user_id": "ann"}, "at": ")" +
                                  std::string(at) + "\"}")
        .find("member")
        ->as_bool();
  };
  CHECK_FALSE(belonged("2024-03-01T09:30:00Z"));
  CHECK(belonged("2024-03-01T10:00:00Z"));
}

TEST_CASE("profiles: too many traits are refused whole") {
  TestWorkspace workspace;
  workspace.track("ann", "Seen");
  Value many = Value::object();
  for (size_t i = 0; i < limits::profile_traits; ++i) many.set("t" + std::to_string(i), 1);
  CHECK(code_of([&] { patch(&workspace, "ann", schema::to_json(many)); }) == Code::ok);
  const auto error = error_of([&] { patch(&workspace, "ann", R"({"t1": 2, "more": 1})"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::limit_exceeded);
  CHECK(traits_of(&workspace, "ann").find("t1")->as_integer() == 1);
}

TEST_CASE("profiles: deletion is erasure") {
  TestWorkspace workspace;
  workspace.track("ann", "Seen");
  const Value answer = workspace.call("profiles.delete", R"({"profile": {"user_id": "ann"}})");
  CHECK(answer.find("receipt")->find("events")->as_integer() == 1);
  CHECK(code_of([&] { traits_of(&workspace, "ann"); }) == Code::not_found);
}

TEST_CASE("profiles: a search by the beginning of an identifier goes in its order") {
  TestWorkspace workspace;
  for (const char* who : {"carl", "ann", "anna", "bob"}) {
    workspace->identify(R"({"user_id": ")" + std::string(who) + R"(", "email": ")" + who +
                        "@shop.example\"}");
  }
  workspace->identify(R"({"user_id": "bob", "email": "annibal@shop.example"})");
  workspace->identify(R"({"user_id": "bob", "email": "annuity@shop.example"})");
  CHECK(found(&workspace, R"({"prefix": {"kind": "user_id", "value": "ann"}})") == "ann anna ");
  CHECK(found(&workspace, R"({"prefix": {"kind": "email", "value": "ANN"}})") == "ann anna bob ");
  CHECK(found(&workspace, R"({"prefix": {"kind": "email", "value": "x"}})") == "");
  CHECK(found(&workspace, R"({"prefix": {"kind": "email", "value": "a"},
      "sort": {"order": "desc"}})") == "bob anna ann ");
  for (const char* prefix : {R"({"kind": "id", "value": "p"})", R"({"kind": "card", "value": "1"})",
                             R"({"kind": "email", "value": ""})"}) {
    CAPTURE(prefix);
    CHECK(code_of([&] { found(&workspace, R"({"prefix": )" + std::string(prefix) + "}"); }) ==
          Code::invalid_request);
  }
}

TEST_CASE("profiles: a search by a condition, in the order of a trait") {
  TestWorkspace workspace;
  const char* const traits[] = {R"({"age": 30, "city": {"name": "Rome"}})",
                                R"({"age": 4})",
                                R"({"age": "old"})",
                                R"({})",
                                R"({"age": 30.5})",
                                R"({"age": 4, "city": {"name": "Lyon"}})"};
  for (size_t i = 0; i < std::size(traits); ++i) {
    workspace->identify(R"({"user_id": "u)" + std::to_string(i) + R"(", "traits": )" + traits[i] +
                        "}");
  }
  CHECK(found(&workspace, R"({})") == "u0 u1 u2 u3 u4 u5 ");
  CHECK(found(&workspace, R"({"sort": {"order": "desc"}})") == "u5 u4 u3 u2 u1 u0 ");
  CHECK(found(&workspace, R"({"sort": {"trait": "age"}})") == "u1 u5 u0 u4 u2 u3 ");
  CHECK(found(&workspace, R"({"sort": {"trait": "age", "order": "desc"}})") ==
        "u2 u4 u0 u1 u5 u3 ");
  CHECK(found(&workspace, R"({"sort": {"trait": "city.name"}})") == "u5 u0 u1 u2 u3 u4 ");
  CHECK(found(&workspace, R"({"where": {"trait": "age", "gte": 4}, "sort": {"trait": "age",
      "order": "desc"}})") == "u4 u0 u1 u5 ");
  CHECK(found(&workspace, R"({"where": {"trait": "age", "gte": 40}})") == "");
  CHECK(code_of([&] { found(&workspace, R"({"where": {"trait": "age", "gto": 4}})"); }) ==
        Code::invalid_definition);
  for (const char* cursor : {"x", "!!", "WzFd"}) {
    CAPTURE(cursor);
    CHECK(code_of([&] {
            workspace.call("profiles.search", R"({"sort": {"trait": "age"}, "cursor": ")" +
                                                  std::string(cursor) + "\"}");
          }) == Code::invalid_request);
  }
}

TEST_CASE("profiles: pages of a search hold everybody once, in order, whatever the values") {
  TestWorkspace workspace;
  Random random(5);
  for (int i = 0; i < 60; ++i) {
    workspace->identify(R"({"user_id": "u)" + std::to_string(i) + R"(", "traits": {"n": )" +
                        std::to_string(random.below(6)) + "}}");
  }
  for (const char* order : {"asc", "desc"}) {
    const std::string users =
        found(&workspace, R"({"sort": {"trait": "n", "order": ")" + std::string(order) + "\"}}");
    CHECK(std::count(users.begin(), users.end(), ' ') == 60);
  }
}

TEST_CASE("profiles: a timeline goes back page by page, by name and by time") {
  TestWorkspace workspace;
  for (int i = 0; i < 5; ++i) {
    workspace->track(R"({"user_id": "ann", "event": ")" + std::string(i % 2 == 0 ? "Even" : "Odd") +
                     R"(", "properties": {"i": )" + std::to_string(i) + "}}");
    workspace->advance_by("1h");
  }
  workspace->track(R"({"anonymous_id": "v", "event": "Even", "properties": {"i": 5}})");
  workspace->identify(R"({"user_id": "ann", "anonymous_id": "v"})"); // joins its chain
  const auto seen = [&](const std::string& more) {
    std::string numbers;
    Value asked = parse_json(R"({"profile": {"user_id": "ann"}, "limit": 2)" + more + "}");
    while (true) {
      const Value page = workspace.call("profiles.timeline", schema::to_json(asked));
      for (const Value& row : page.find("items")->as_array()) {
        numbers += std::to_string(row.find("properties")->find("i")->as_integer());
      }
      if (page.find("cursor") == nullptr) return numbers;
      asked.set("cursor", *page.find("cursor"));
    }
  };
  CHECK(seen("") == "543210");
  CHECK(seen(R"(, "event": "Even")") == "5420");
  CHECK(seen(R"(, "event": "Never")") == "");
  CHECK(seen(R"(, "from": "2024-03-01T10:00:00Z", "to": "2024-03-01T12:00:00Z")") == "321");
}

TEST_CASE("profiles: an export holds all that is known of one person, and of nobody else") {
  TestWorkspace workspace;
  workspace.sandbox();
  workspace.email_template("hello");
  workspace.flow(R"({"key": "welcome", "trigger": {"event": "Signed Up"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})");
  for (const char* who : {"ann", "bob"}) {
    workspace.opt_in(who);
    workspace.track(who, "Signed Up");
  }
  workspace->settle();
  workspace.opt_out("ann");
  const Value all = workspace.call("profiles.export", R"({"profile": {"user_id": "ann"}})");
  const auto size = [&](const char* part) { return all.find(part)->size(); };
  CHECK(size("consents") == 2);
  CHECK(size("suppressions") == 1);
  CHECK(size("entries") == 1);
  CHECK(size("sends") == 1);
  CHECK(size("events") == 1);
  CHECK(all.find("cursor") == nullptr);
  CHECK(schema::to_json(all).find("bob") == std::string::npos);
}

} // namespace beckon::engine
