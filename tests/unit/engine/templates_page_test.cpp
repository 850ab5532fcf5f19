// docs/templates.md: its templates are published, its settings are set, its filters are there and
// give what the page says.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"
#include "template/filters/registry.h"
#include "template/template.h"

namespace beckon::engine {
namespace {

using schema::Value;

std::string page() {
  std::ostringstream text;
  text << std::ifstream(BECKON_DOCS "/templates.md").rdbuf();
  return text.str();
}

// The JSON blocks of the page, in order.
std::vector<Value> blocks() {
  const std::string text = page(), fence = "\n```json\n";
  std::vector<Value> found;
  for (size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
    const size_t begin = at + fence.size();
    found.push_back(schema::parse_json(text.substr(begin, text.find("\n```", begin) - begin)));
  }
  return found;
}

// The cells of a row of a table, in which "\|" is a bar.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') cells.back() += line[++i];
    else if (line[i] == '|') cells.emplace_back();
    else cells.back() += line[i];
  }
  for (std::string& cell : cells) {
    const size_t first = cell.find_first_not_of(' ');
    cell = first == std::string::npos ? ""
                                      : cell.substr(first, cell.find_last_not_of(' ') - first + 1);
  }
  return cells;
}

} // namespace

TEST_CASE("the templates and settings of the page are taken") {
  test::TestWorkspace workspace;
  size_t published = 0;
  for (const Value& block : blocks()) {
    if (const Value* settings = block.find("settings")) {
      workspace->call("settings.update", *settings);
    } else if (const Value* source = block.find("compile")) {
      // Here nothing can compile, and that is said.
      CHECK(test::code_of([&] { workspace->call("templates.create", *source); }) ==
            Code::unsupported);
    } else {
      workspace->call("templates.create", block);
      ++published;
      const Value lint =
          workspace->call("templates.lint", Value::object({{"key", *block.find("key")}}));
      CHECK(lint.find("publishable")->as_bool());
    }
  }
  CHECK(published == 3);
}

TEST_CASE("the page names every filter and no other") {
  const std::string text = page();
  const size_t begin = text.find("filters `abs") + 9;
  std::istringstream list(text.substr(begin, text.find('`', begin) - begin));
  std::vector<std::string> named;
  for (std::string name; list >> name;) named.push_back(name);
  std::vector<std::string> there = liquid::filter_names();
  std::sort(there.begin(), there.end());
  CHECK(named == there);
}

TEST_CASE("filters give what the page says") {
  const Value scope = schema::parse_json(
      R"({"profile": {"tags": ["new", "vip"]}, "event": {"items": [{"name": "Tea"}, {"name": "Tin"}]}})");
  std::istringstream lines(page().substr(page().find("| template | result |")));
  size_t rows = 0;
  for (std::string line; std::getline(lines, line) && line.substr(0, 1) == "|";) {
    const auto cells = cells_of(line);
    if (cells[0].substr(0, 1) != "`") continue;
    Issues issues;
    const auto parsed =
        liquid::Template::parse(cells[0].substr(1, cells[0].size() - 2), "", &issues);
    REQUIRE_MESSAGE(parsed != nullptr, cells[0]);
    std::string result = parsed->render(scope);
    for (size_t at; (at = result.find("\u00a0")) != std::string::npos;) result.replace(at, 2, " ");
    CHECK(result == cells[1]);
    ++rows;
  }
  CHECK(rows == 11);
}

} // namespace beckon::engine
