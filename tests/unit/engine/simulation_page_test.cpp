// docs/simulation.md: its questions are asked.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "schema/json.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

// The JSON blocks of the page, in order.
std::vector<Value> blocks() {
  std::ostringstream page;
  page << std::ifstream(BECKON_DOCS "/simulation.md").rdbuf();
  const std::string text = page.str(), fence = "\n```json\n";
  std::vector<Value> found;
  for (size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
    const size_t begin = at + fence.size();
    found.push_back(schema::parse_json(text.substr(begin, text.find("\n```", begin) - begin)));
  }
  return found;
}

} // namespace

TEST_CASE("the page about simulations asks questions that have answers") {
  const std::vector<Value> asked = blocks();
  REQUIRE(asked.size() == 2);
  TestWorkspace workspace;
  workspace.email_template("note");
  const Value told = workspace->call("flows.test", asked[0]);
  const auto& steps = told.find("steps")->as_array();
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].find("moves")->size() == 1);
  CHECK(steps[1].find("messages")->size() == 0);
  REQUIRE(steps[2].find("messages")->size() == 1);
  CHECK(text_of(steps[2].find("messages")->as_array()[0], "result") == "accepted");
  workspace.flow(schema::to_json(*asked[0].find("definition")));
  const Value found = workspace->call("flows.simulate", asked[1]);
  CHECK(text_of(found, "from") == "2024-01-01T00:00:00.000Z");
  CHECK(found.find("comparison")->find("same")->as_integer() == 0);
}

} // namespace beckon::engine
