// The examples of docs/import.md, and what it says of numbers.
#include <doctest/doctest.h>

#include "engine/bulk/mapping.h"
#include "engine/bulk/preview.h"
#include "schema/json.h"
#include "support/files.h"

namespace beckon::engine::bulk {
namespace {

// The blocks of a language on the page.
std::vector<std::string> blocks(const std::string& page, const std::string& language) {
  std::vector<std::string> found;
  const std::string begin = "```" + language + "\n";
  for (size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    found.push_back(page.substr(at, page.find("```", at) - at));
  }
  return found;
}

const std::string& page() {
  static const std::string text = test::read_file(std::string(BECKON_DOCS) + "/import.md");
  return text;
}

} // namespace

TEST_CASE("every definition on the page is one") {
  const auto definitions = blocks(page(), "json");
  CHECK(definitions.size() == 2);
  for (const std::string& definition : definitions) {
    read_import_request(schema::parse_json(definition));
  }
}

TEST_CASE("the table on the page comes in without a definition") {
  const auto tables = blocks(page(), "csv");
  REQUIRE(tables.size() == 1);
  const schema::Value shown = preview(tables.front(), schema::Value::object());
  CHECK(shown.find("rejects")->size() == 0);
  REQUIRE(shown.find("records")->size() == 1);
  CHECK(
      schema::to_json(shown.find("records")->as_array().front()) ==
      R"({"type":"identify","email":"ann@example.com","traits":{"first_name":"Ann","favourite_colour":"green"}})");
}

TEST_CASE("the reject on the page is what a row like it gives") {
  const auto rejects = blocks(page(), "jsonl");
  REQUIRE(rejects.size() == 1);
  const schema::Value told = schema::parse_json(rejects.front());
  const auto definition = schema::parse_json(
      R"({"event": "E", "columns": {"c": "user_id", "Quantity": {"to": "properties.q", "type": "integer"}}})");
  const schema::Value shown =
      preview("i,t,c,Quantity\n1,2011-06-01,17850,1\n2,2011-06-01,17850,two\n", definition);
  REQUIRE(shown.find("rejects")->size() == 1);
  const schema::Value& reject = shown.find("rejects")->as_array().front();
  for (const char* member : {"row", "line", "error"}) {
    CHECK(*reject.find(member) == *told.find(member));
  }
}

TEST_CASE("a preview shows columns, records and a definition to import with") {
  const std::string table =
      "Email,Plan,Seats,Since,Zip,Extra\n"
      "a@x.example,pro,3,2024-01-02,01234,\"{\"\"a\"\": 1}\"\nnobody,free,4,2024-01-03,01235,\n";
  const schema::Value shown = preview(table, schema::Value::object());
  CHECK(shown.find("format")->as_string() == "csv");
  const auto& columns = *shown.find("definition")->find("columns");
  CHECK(columns.find("Email")->as_string() == "email");
  CHECK(columns.find("Plan")->as_string() == "traits.plan");
  CHECK(columns.find("Seats")->find("type")->as_string() == "integer");
  CHECK(columns.find("Since")->find("type")->as_string() == "time");
  CHECK(columns.find("Zip")->as_string() == "traits.zip");
  CHECK(columns.find("Extra")->find("type")->as_string() == "json");
  CHECK(shown.find("rejects")->size() == 1);
  const schema::Value again = preview(table, *shown.find("definition"));
  const auto& traits = *again.find("records")->as_array().front().find("traits");
  CHECK(traits == schema::parse_json(R"({"plan": "pro", "seats": 3, "zip": "01234",
      "since": "2024-01-02T00:00:00.000Z", "extra": {"a": 1}})"));
}

TEST_CASE("the definition of a preview keeps what the export is known to say about consent") {
  const std::string table =
      "Email,Klaviyo ID,Email Marketing Consent\nann@x.example,01H,UNSUBSCRIBED\n";
  const schema::Value shown = preview(table, schema::Value::object());
  CHECK(shown.find("definition")->find("preset")->as_string() == "klaviyo");
  const schema::Value again = preview(table, *shown.find("definition"));
  const auto& records = again.find("records")->as_array();
  REQUIRE(records.size() == 2);
  CHECK(records.back().find("type")->as_string() == "consent");
  CHECK(records.back().find("state")->as_string() == "denied");
  CHECK(*again.find("definition") == *shown.find("definition"));
}

TEST_CASE("a preview of a cut sample leaves the cut row out") {
  const schema::Value shown = preview("Email\na@x.example\nb@x.exa", schema::Value::object());
  CHECK(shown.find("records")->size() == 1);
  CHECK(shown.find("rejects")->size() == 0);
}

} // namespace beckon::engine::bulk
