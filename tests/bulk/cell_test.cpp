// Cells as values.
#include <doctest/doctest.h>

#include "engine/bulk/cell.h"
#include "schema/json.h"
#include "support/errors.h"

namespace beckon::engine::bulk {
namespace {

std::string read(const std::string& text, CellType type, const Zone* zone = nullptr) {
  return schema::to_json(read_cell(text, {type, zone, ","}));
}

Code refused(const schema::Value& cell, CellType type) {
  return test::code_of([&] { read_cell(cell, {type, nullptr, ","}); });
}

} // namespace

TEST_CASE("text is trimmed and otherwise left as it is") {
  CHECK(read("  01234 ", CellType::text) == R"("01234")");
  CHECK(read(" \t ", CellType::text) == "null");
  CHECK(read("", CellType::number) == "null");
}

TEST_CASE("numbers are whole where they are written whole") {
  CHECK(read("6", CellType::number) == "6");
  CHECK(read("-2.55", CellType::number) == "-2.55");
  CHECK(read("1e3", CellType::number) == "1000.0");
  CHECK(read("17850.0", CellType::integer) == "17850");
  CHECK(read("'6940095906", CellType::integer) == "6940095906");
  for (const char* wrong : {"1,000", "$5", "5 pcs", "nan", "inf", "0x10", "1e999"}) {
    CAPTURE(wrong);
    CHECK(refused(wrong, CellType::number) == Code::invalid_request);
  }
  for (const char* wrong : {"17850.5", "1e300"})
    CHECK(refused(wrong, CellType::integer) == Code::invalid_request);
}

TEST_CASE("booleans are written in many ways") {
  for (const char* yes : {"true", "Yes", "Y", "1", "on"})
    CHECK(read(yes, CellType::boolean) == "true");
  for (const char* no : {"FALSE", "no", "n", "0", "Off"})
    CHECK(read(no, CellType::boolean) == "false");
  CHECK(refused("maybe", CellType::boolean) == Code::invalid_request);
}

TEST_CASE("times are ISO 8601 or as databases write them, in the zone of the column") {
  const Zone* london = find_zone("Europe/London");
  REQUIRE(london != nullptr);
  CHECK(read("2010-12-01 08:26:00", CellType::time) == R"("2010-12-01T08:26:00.000Z")");
  CHECK(read("2011-06-01 08:26:00", CellType::time, london) == R"("2011-06-01T07:26:00.000Z")");
  CHECK(read("2024/03/09 22:00", CellType::time) == R"("2024-03-09T22:00:00.000Z")");
  CHECK(read("2024-03-09 22:00:05 UTC", CellType::time, london) == R"("2024-03-09T22:00:05.000Z")");
  CHECK(read("2024-03-09 22:00:05 +02:00", CellType::time) == R"("2024-03-09T20:00:05.000Z")");
  CHECK(read("2011-06-01", CellType::time, london) == R"("2011-05-31T23:00:00.000Z")");
  for (const char* wrong : {"12/1/2010 8:26", "yesterday", "2010-13-01"}) {
    CHECK(refused(wrong, CellType::time) == Code::invalid_request);
  }
}

TEST_CASE("lists lose blanks, quotes and empty items") {
  CHECK(read("a, b,,c ", CellType::list) == R"(["a","b","c"])");
  CHECK(read(R"("VIP","Lead")", CellType::list) == R"(["VIP","Lead"])");
}

TEST_CASE("JSON in a cell is a value") {
  CHECK(read(R"({"plan": "pro"})", CellType::json) == R"({"plan":"pro"})");
  CHECK(refused("{plan}", CellType::json) == Code::invalid_request);
}

TEST_CASE("a value that is there already is held to the type") {
  CHECK(read_cell(5, {CellType::number, nullptr, ","}) == schema::Value(5));
  CHECK(refused(true, CellType::number) == Code::invalid_request);
  CHECK(read_cell(true, {CellType::text, nullptr, ","}) == schema::Value(true));
}

} // namespace beckon::engine::bulk
