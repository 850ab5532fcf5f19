// Exports: what comes out, as of one instant, and back in.
#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "engine/bulk/export.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::Value;
using test::TestWorkspace;

std::string read_all(Export& rows) {
  std::string all;
  for (std::string part = rows.read(); !part.empty(); part = rows.read()) all += part;
  return all;
}
std::string exported(TestWorkspace& shop, std::string_view request) {
  return read_all(*shop->export_rows(schema::parse_json(request)));
}
std::vector<Value> rows_of(const std::string& text) {
  std::vector<Value> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) rows.push_back(schema::parse_json(line));
  return rows;
}

void add_people(TestWorkspace& shop) {
  shop->identify(R"({"user_id": "u1", "email": "ann@x.example",
                     "traits": {"plan": "pro", "note": "a, \"b\"\nc", "age": 30}})");
  shop->identify(R"({"user_id": "u2", "traits": {"plan": "free", "address": {"city": "Paris"}}})");
  shop->identify(R"({"anonymous_id": "a1"})");
  shop->consent(R"({"user_id": "u1", "channel": "email", "state": "granted", "source": "form"})");
}

} // namespace

TEST_CASE("profiles as NDJSON and as CSV") {
  TestWorkspace shop;
  add_people(shop);
  const auto rows = rows_of(exported(shop, R"({"of": "profiles"})"));
  REQUIRE(rows.size() == 3);
  CHECK(test::text_of(rows[0], "email") == "ann@x.example");
  CHECK(rows[0].find("traits")->find("age")->as_integer() == 30);
  CHECK(test::text_of(rows[0].find("consents")->as_array().at(0), "state") == "granted");
  CHECK(rows[2].find("user_id") == nullptr);
  const std::string csv = exported(shop, R"({"of": "profiles", "format": "csv", "columns":
               ["user_id", "traits.note", "traits.address", "traits.address.city"]})");
  CHECK(csv ==
        "user_id,traits.note,traits.address,traits.address.city\r\n"
        "u1,\"a, \"\"b\"\"\nc\",,\r\n"
        "u2,,\"{\"\"city\"\":\"\"Paris\"\"}\",Paris\r\n"
        ",,,\r\n");
  const std::string all = exported(shop, R"({"of": "profiles", "format": "csv"})");
  CHECK(all.substr(0, all.find('\r')) ==
        "id,created_at,user_id,anonymous_id,email,phone,traits.address,traits.age,traits.email,"
        "traits.note,traits.plan");
}

TEST_CASE("members of a segment or a list") {
  TestWorkspace shop;
  shop.segment("pro", R"({"trait": "plan", "eq": "pro"})");
  shop.call("lists.create", R"({"key": "news"})");
  add_people(shop);
  shop.call("lists.add", R"({"key": "news", "profile": {"user_id": "u2"}})");
  auto rows = rows_of(exported(shop, R"({"of": "members", "segment": "pro"})"));
  REQUIRE(rows.size() == 1);
  CHECK(test::text_of(rows[0], "user_id") == "u1");
  rows = rows_of(exported(shop, R"({"of": "members", "list": "news"})"));
  REQUIRE(rows.size() == 1);
  CHECK(test::text_of(rows[0], "user_id") == "u2");
}

TEST_CASE("many members come out each once") {
  TestWorkspace shop;
  std::string lines;
  for (int i = 0; i < 5'000; ++i) {
    lines += R"({"type": "identify", "user_id": "u)" + std::to_string(i) +
             R"(", "traits": {"n": )" + std::to_string(i % 3) + "}}\n";
  }
  shop->ingest(lines);
  shop.segment("third", R"({"trait": "n", "eq": 1})");
  CHECK(rows_of(exported(shop, R"({"of": "members", "segment": "third"})")).size() == 1'667);
  CHECK(rows_of(exported(shop, R"({"of": "profiles"})")).size() == 5'000);
}

TEST_CASE("events come out in the form of ingest and go in again") {
  TestWorkspace shop;
  shop->track(R"({"user_id": "u1", "event": "Paid", "properties": {"total": 5},
                  "message_id": "m1", "at": "2024-02-01"})");
  shop->track(R"({"anonymous_id": "a1", "event": "Seen", "at": "2024-02-02"})");
  shop->track(R"({"user_id": "u1", "event": "Seen", "at": "2024-02-03"})");
  shop->alias(R"({"user_id": "u2", "previous_id": "a1"})");
  const std::string all = exported(shop, R"({"of": "events"})");
  auto rows = rows_of(all);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == schema::parse_json(R"({"type": "track", "user_id": "u1", "event": "Paid",
      "at": "2024-02-01T00:00:00.000Z", "message_id": "m1", "properties": {"total": 5}})"));
  CHECK(test::text_of(rows[1], "user_id") == "u2");
  rows = rows_of(exported(shop, R"({"of": "events", "events": ["Seen"], "from": "2024-02-03"})"));
  REQUIRE(rows.size() == 1);
  CHECK(test::text_of(rows[0], "user_id") == "u1");
  TestWorkspace other;
  const auto import = other->import(Value::object());
  import->write(all);
  CHECK(import->finish().find("accepted")->as_integer() == 3);
  CHECK(exported(other, R"({"of": "events"})") == all);
}

TEST_CASE("an export is of the instant at which it began") {
  TestWorkspace shop;
  add_people(shop);
  const auto profiles = shop->export_rows(schema::parse_json(R"({"of": "profiles"})"));
  const auto events = shop->export_rows(schema::parse_json(R"({"of": "events"})"));
  shop->identify(R"({"user_id": "u1", "traits": {"plan": "none"}})");
  shop->identify(R"({"user_id": "u9"})");
  shop->track(R"({"user_id": "u1", "event": "Seen"})");
  const auto rows = rows_of(read_all(*profiles));
  CHECK(rows.size() == 3);
  CHECK(test::text_of(*rows[0].find("traits"), "plan") == "pro");
  CHECK(read_all(*events).empty());
}

TEST_CASE("erased people are in no export, nor are their properties in one that had begun") {
  TestWorkspace shop;
  shop->track(R"({"user_id": "u1", "event": "Paid", "properties": {"secret": "x"}})");
  const auto begun = shop->export_rows(schema::parse_json(R"({"of": "events"})"));
  shop.call("profiles.erase", R"({"profile": {"user_id": "u1"}})");
  CHECK(read_all(*begun).find("secret") == std::string::npos);
  CHECK(exported(shop, R"({"of": "events"})").empty());
  CHECK(exported(shop, R"({"of": "profiles"})").empty());
}

TEST_CASE("an export leaves no file behind") {
  TestWorkspace shop;
  add_people(shop);
  const auto rows = shop->export_rows(schema::parse_json(R"({"of": "profiles"})"));
  for (const auto& entry : std::filesystem::directory_iterator(shop.path())) {
    const std::string name = entry.path().filename().string();
    CHECK(name.rfind("scratch", 0) == std::string::npos);
  }
}

TEST_CASE("requests with mistakes") {
  TestWorkspace shop;
  const auto code = [&](std::string_view request) {
    return test::code_of([&] { shop->export_rows(schema::parse_json(request)); });
  };
  for (const char* wrong :
       {"{}", R"({"of": "people"})", R"({"of": "members"})", R"({"of": "profiles", "list": "x"})",
        R"({"of": "members", "list": "x", "segment": "y"})",
        R"({"of": "profiles", "from": "2024-01-01"})",
        R"({"of": "profiles", "format": "csv", "columns": [""]})"}) {
    CAPTURE(wrong);
    CHECK(code(wrong) == Code::invalid_request);
  }
  for (const char* missing :
       {R"({"of": "members", "segment": "x"})", R"({"of": "members", "list": "x"})",
        R"({"of": "events", "events": ["x"]})"}) {
    CHECK(code(missing) == Code::not_found);
  }
}

} // namespace beckon::engine
