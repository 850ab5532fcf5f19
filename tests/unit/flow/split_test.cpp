#include "base/limits.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

const char* const kSplit = R"({"type": "split", "branches": [
    {"when": {"trait": "vip", "eq": true}, "next": "b"},
    {"when": {"trait": "new", "eq": true}},
    {"when": {"trait": "old", "eq": true}, "next": "c"}], "else": "b"})";

std::string next_of(const Node& node, std::vector<std::string> holding) {
  const Step step = node.step(Entry(), ListedWorld(std::move(holding)), arrival(0));
  CHECK(std::holds_alternative<std::monostate>(step.command));
  return step.next;
}

TEST_CASE("a split takes the first branch that holds, else its else") {
  const DefinitionPtr definition = parse_sound(flow_of_node(kSplit));
  const NodePtr split = definition->nodes.at("a").node;
  CHECK(split->type() == "split");
  CHECK(split->targets() == std::vector<std::string>{"b", "c"});
  CHECK(next_of(*split, {"vip", "old"}) == "b");
  CHECK(next_of(*split, {"old"}) == "c");
  CHECK(next_of(*split, {"new", "old"}) == ""); // a branch without next completes the flow
  CHECK(next_of(*split, {}) == "b");
  CHECK(definition->conditions.size() == 3);
}

TEST_CASE("a split without else completes the flow when no branch holds") {
  for (const char* end : {"", R"(, "else": null)"}) {
    const std::string source =
        R"({"type": "split", "branches": [{"when": {"trait": "vip", "eq": true}}])";
    const NodePtr split = parse_sound(flow_of_node(source + end + "}", false))->nodes.at("a").node;
    CHECK(split->targets().empty());
    CHECK(next_of(*split, {}) == "");
  }
}

TEST_CASE("mistakes of a split") {
  const std::string hint = R"( ([{"when": condition, "next": node key}]))";
  const std::string empty = "/nodes/a/branches: expected an array of at least one branch" + hint;
  CHECK(issues_of(flow_of_node(R"({"type": "split", "else": "b"})", false)) ==
        std::vector<std::string>{"/nodes/a: the member \"branches\" is missing" + hint,
                                 "/nodes/a/else: there is no node \"b\" (did you mean \"a\"?)"});
  CHECK(issues_of(flow_of_node(R"({"type": "split", "branches": []})", false)) ==
        std::vector<std::string>{empty});
  CHECK(issues_of(flow_of_node(R"({"type": "split", "branches": {}})")) ==
        std::vector<std::string>{empty});
  CHECK(issues_of(flow_of_node(R"({"type": "split", "branches": [
            7, {"next": "b"}, {"when": {"everyone": true}, "nexxt": "b"},
            {"when": {"everyone": true}, "next": "d"}, {"when": {"everyone": true}, "next": 1}]})")) ==
        std::vector<std::string>{
            "/nodes/a/branches/0: expected a branch, an object" + hint,
            "/nodes/a/branches/1: the member \"when\" is missing (a condition, such as "
            "{\"everyone\": "
            "true})",
            "/nodes/a/branches/2/nexxt: unknown member \"nexxt\" (did you mean \"next\"?)",
            "/nodes/a/branches/4/next: expected a string, found integer",
            "/nodes/a/branches/3/next: there is no node \"d\" (did you mean \"a\"?)"});
}

TEST_CASE("a mistake in a branch's condition is reported where it stands") {
  Issues issues;
  CHECK(parse_flow(flow_of_node(R"({"type": "split", "branches": [
            {"when": {"everyone": true}, "next": "b"}, {"when": {"all": []}, "next": "c"}]})"),
                   KnownNames(), &issues) == nullptr);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer.rfind("/nodes/a/branches/1/when", 0) == 0);
}

TEST_CASE("a split has a limit of branches") {
  const schema::Value branch = schema::parse_json(R"({"when": {"everyone": true}})");
  schema::Value node = schema::parse_json(R"({"type": "split", "branches": []})");
  for (size_t i = 0; i < limits::flow_branches; ++i) node.find("branches")->push_back(branch);
  CHECK(issues_of(flow_of_node(schema::to_json(node), false)).empty());
  node.find("branches")->push_back(branch);
  CHECK(
      issues_of(flow_of_node(schema::to_json(node), false)) ==
      std::vector<std::string>{"/nodes/a/branches: too many branches (limit flow_branches: 100)"});
}

} // namespace
} // namespace beckon::flow
