// docs/flow-triggers.md is true: its blocks are triggers, and its tables tell the instants.
#include <fstream>
#include <sstream>

#include "flow/date.h"
#include "flow/schedule.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

std::string read_page() {
  std::ifstream file(BECKON_DOCS "/flow-triggers.md");
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

DefinitionPtr parse_trigger(const std::string& trigger) {
  CAPTURE(trigger);
  schema::Value document = flow_with("{}");
  document.set("trigger", schema::parse_json(trigger));
  return parse_sound(document);
}

// Cells of the rows of the table whose first column has that title; code without its backticks.
std::vector<std::vector<std::string>> rows_of(const std::string& title) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream page(read_page());
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.substr(0, 2) != "| ") {
      inside = inside && line.substr(0, 2) == "|-";
      continue;
    }
    std::vector<std::string> cells;
    for (size_t at = 2; at < line.size();) {
      const size_t end = std::min(line.find(" | ", at), line.rfind(" |"));
      std::string cell = line.substr(at, end - at);
      if (cell.front() == '`' && cell.back() == '`') cell = cell.substr(1, cell.size() - 2);
      cells.push_back(cell);
      at = end + 3;
    }
    if (inside) rows.push_back(cells);
    inside = inside || cells.front() == title;
  }
  return rows;
}

std::string instant(Millis at) { return at == kMillisMax ? "never" : format_time(at); }
std::string instant(const std::string& cell) {
  return cell == "never" ? cell : format_time(parse_time(cell).value());
}

TEST_CASE("the page of triggers: every block and every trigger of its table is one") {
  std::istringstream page(read_page());
  size_t blocks = 0;
  for (std::string line; std::getline(page, line);) {
    if (line != "```json") continue;
    std::getline(page, line);
    CHECK(parse_trigger(line) != nullptr);
    ++blocks;
  }
  CHECK(blocks == 2);
  const auto rows = rows_of("trigger");
  CHECK(rows.size() == 7);
  for (const auto& row : rows) CHECK(parse_trigger(row.at(0)) != nullptr);
}

TEST_CASE("the page of triggers: dates come when its table says") {
  const auto rows = rows_of("date");
  REQUIRE(rows.size() == 9);
  for (const auto& row : rows) {
    schema::Value trigger = schema::parse_json(row.at(0));
    trigger.set("date", "when");
    const auto definition = parse_trigger(to_json(trigger));
    const Zone* zone = find_zone(row.at(2));
    REQUIRE(zone != nullptr);
    CAPTURE(row.at(0));
    CHECK(instant(definition->trigger.date->next_after(schema::Value(row.at(1)), *zone,
                                                       parse_time(row.at(3)).value())) ==
          instant(row.at(4)));
  }
}

TEST_CASE("the page of triggers: schedules come when its table says") {
  const auto rows = rows_of("schedule");
  REQUIRE(rows.size() == 7);
  for (const auto& row : rows) {
    const schema::Value trigger =
        schema::Value::object({{"schedule", row.at(0)}, {"zone", row.at(1)}});
    const auto definition = parse_trigger(to_json(trigger));
    CAPTURE(row.at(0));
    CHECK(instant(definition->trigger.schedule->next_after(parse_time(row.at(2)).value(),
                                                           Zone::utc())) == instant(row.at(3)));
  }
}

} // namespace
} // namespace beckon::flow
