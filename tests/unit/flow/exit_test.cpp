#include "flow/rules.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

std::string reason_of(const char* node) {
  const NodePtr exit = parse_sound(flow_of_node(node, false))->nodes.at("a").node;
  CHECK(exit->type() == "exit");
  CHECK(exit->targets().empty());
  const Step step = exit->step(Entry(), ListedWorld(), arrival(0));
  CHECK(step.next == "");
  REQUIRE(std::holds_alternative<Finish>(step.command));
  return std::get<Finish>(step.command).reason;
}

TEST_CASE("exit ends the entry with its reason") {
  CHECK(reason_of(R"({"type": "exit"})") == kExited);
  CHECK(reason_of(R"({"type": "exit", "reason": "bought elsewhere"})") == "bought elsewhere");
}

TEST_CASE("mistakes of exit") {
  CHECK(issues_of(flow_of_node(R"({"type": "exit", "reason": "", "next": "a"})", false)) ==
        std::vector<std::string>{
            "/nodes/a/next: unknown member \"next\" (known: \"type\", \"reason\", "
            "\"max\", \"after_max\")",
            "/nodes/a/reason: \"reason\" must not be empty"});
  CHECK(issues_of(flow_of_node(R"({"type": "exit", "reason": 3})", false)) ==
        std::vector<std::string>{"/nodes/a/reason: expected a string, found integer"});
  CHECK(issues_of(flow_of_node(R"({"type": "exit", "reason": "completed"})", false)) ==
        std::vector<std::string>{
            "/nodes/a/reason: \"completed\" is kept for entries that reach the end of the graph "
            "(choose another word, or lead the node before it to nowhere)"});
}

} // namespace
} // namespace beckon::flow
