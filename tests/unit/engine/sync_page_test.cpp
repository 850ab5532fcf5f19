// docs/sync.md: its accounts and definitions are taken, its alerts are those that there are.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "engine/operations/registry.h"
#include "schema/json.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::Value;

std::string page() {
  std::ostringstream text;
  text << std::ifstream(BECKON_DOCS "/sync.md").rdbuf();
  return text.str();
}

} // namespace

TEST_CASE("the page about synchronisation shows what is taken") {
  const std::string text = page(), fence = "\n```json\n";
  engine::Options options = test::manual_options();
  options.dispatch = false;
  test::TestWorkspace workspace(options);
  workspace.call("lists.create", R"({"key": "newsletter"})");
  workspace.segment("customers", R"({"event": "Order Placed"})");
  size_t accounts = 0, targets = 0;
  for (size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
    const size_t begin = at + fence.size();
    const Value block = schema::parse_json(text.substr(begin, text.find("\n```", begin) - begin));
    const bool account = block.find("kind") != nullptr;
    workspace->call(account ? "providers.create" : "syncs.create", block);
    ++(account ? accounts : targets);
  }
  CHECK(accounts == 2);
  CHECK(targets == 2);
  CHECK(workspace.items("syncs.list").size() == 2);
}

TEST_CASE("the page about synchronisation names every alert") {
  const std::string text = page();
  const std::string& told = registry().at("syncs.alerts").spec.details;
  size_t codes = 0;
  for (size_t at = told.find('`'); at != std::string::npos; at = told.find('`', at + 1)) {
    const size_t end = told.find('`', at + 1);
    const std::string code = told.substr(at + 1, end - at - 1);
    CAPTURE(code);
    CHECK(text.find("\n| `" + code + "` |") != std::string::npos);
    ++codes;
    at = end;
  }
  CHECK(codes == 8);
}

} // namespace beckon::engine
