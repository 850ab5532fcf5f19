// What events should look like: those that stray are listed, or not taken.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::Value;

std::string schema_of(const std::string& more) {
  return R"({"key": "order", "event": "Order Placed", "properties": [
      {"property": "total", "type": "number", "required": true},
      {"property": "currency", "type": "string", "one_of": ["EUR", "USD"]},
      {"property": "ship.city", "type": "string"},
      {"property": "due", "type": "time"}])" +
         more + "}";
}

// Pointers of how an event strays, joined.
std::string strays(TestWorkspace* workspace, const std::string& properties) {
  const auto error = error_of([&] {
    (*workspace)
        ->track(R"({"user_id": "ann", "event": "Order Placed", "properties": )" + properties + "}");
  });
  std::string pointers;
  if (error) {
    CHECK(error->code() == Code::invalid_request);
    for (const Issue& issue : error->issues()) pointers += issue.pointer + " ";
  }
  return pointers;
}

} // namespace

TEST_CASE(
    "event schemas: an event that strays is refused with every mistake, where that is asked") {
  TestWorkspace workspace;
  workspace.call("event_schemas.create", schema_of(R"(, "on_violation": "refuse",
      "additional": false)"));
  CHECK(strays(&workspace, R"({"total": 5, "currency": "EUR", "due": "2024-03-01"})") == "");
  CHECK(strays(&workspace, R"({"total": "5", "currency": "GBP", "ship": {"city": 3},
      "due": "soon", "extra": 1})") ==
        "/properties/total /properties/currency /properties/ship/city /properties/due "
        "/properties/extra ");
  CHECK(strays(&workspace, R"({"currency": null})") == "/properties/total ");
  CHECK(workspace.call("profiles.timeline", R"({"profile": {"user_id": "ann"}})")
            .find("items")
            ->size() == 1);
  workspace->track(R"({"user_id": "ann", "event": "Seen", "properties": {"total": "x"}})");
  CHECK(workspace.broken() == "");
}

TEST_CASE("event schemas: by default it is taken and listed, without its values") {
  TestWorkspace workspace;
  workspace.call("event_schemas.create", schema_of(""));
  CHECK(strays(&workspace, R"({"total": "secret", "more": 1})") == "");
  CHECK(strays(&workspace, R"({"total": 1, "more": 1})") == "");
  const Value listed = workspace.call("event_schemas.violations", R"({"key": "order"})");
  CHECK(listed.find("total")->as_integer() == 1);
  REQUIRE(listed.find("items")->size() == 1);
  const Value& row = listed.find("items")->as_array()[0];
  CHECK(text_of(row.find("issues")->as_array()[0], "pointer") == "/properties/total");
  CHECK(schema::to_json(row).find("secret") == std::string::npos);
  CHECK(text_of(row, "profile") ==
        text_of(workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})"), "id"));
  workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  CHECK(workspace.call("event_schemas.violations", R"({"key": "order"})").find("items")->size() ==
        0);
  CHECK(workspace.broken() == "");
}

TEST_CASE("event schemas: only the newest are kept, and all are counted") {
  TestWorkspace workspace;
  workspace.call("event_schemas.create", schema_of(""));
  std::string lines;
  for (size_t i = 0; i < limits::schema_violations + 20; ++i) {
    lines += R"({"type": "track", "user_id": "ann", "event": "Order Placed"})"
             "\n";
  }
  workspace->ingest(lines);
  const Value listed = workspace.call("event_schemas.violations", R"({"key": "order"})");
  CHECK(listed.find("total")->as_integer() == limits::schema_violations + 20);
  CHECK(listed.find("items")->size() == limits::schema_violations);
}

TEST_CASE("event schemas: mistakes of a schema, and a second one for an event, are refused") {
  TestWorkspace workspace;
  const auto error = error_of([&] {
    workspace.call("event_schemas.create", R"({"key": "x", "event": "", "properties": [
        {"property": "a"}, {"property": "a"}, {"property": ""}]})");
  });
  REQUIRE(error.has_value());
  CHECK(error->issues().size() == 3);
  workspace.call("event_schemas.create", schema_of(""));
  CHECK(code_of([&] {
          workspace.call("event_schemas.create", R"({"key": "again", "event": "Order Placed"})");
        }) == Code::invalid_definition);
  workspace.call("event_schemas.update", schema_of(R"(, "additional": false)"));
  CHECK(workspace.call("event_schemas.get", R"({"key": "order"})").find("version")->as_integer() ==
        2);
  workspace.call("event_schemas.delete", R"({"key": "order"})");
  CHECK(strays(&workspace, R"({"total": "5"})") == "");
}

} // namespace beckon::engine
