#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

TEST_CASE("a message asks to send its template and moves on") {
  const DefinitionPtr definition = parse_sound(flow_with(R"({"nodes": {
      "a": {"type": "message", "channel": "email", "template": "welcome", "next": "b"},
      "b": {"type": "message", "channel": "sms", "template": "offer", "next": null}}})"));
  const NodePtr first = definition->nodes.at("a").node;
  CHECK(first->type() == "message");
  CHECK(first->targets() == std::vector<std::string>{"b"});
  const Step step = first->step(Entry(), ListedWorld(), arrival(7));
  REQUIRE(std::holds_alternative<Send>(step.command));
  CHECK(std::get<Send>(step.command).channel == "email");
  CHECK(std::get<Send>(step.command).template_key == "welcome");
  CHECK(step.next == "b");
  const NodePtr last = definition->nodes.at("b").node;
  CHECK(last->targets().empty());
  CHECK(last->step(Entry(), ListedWorld(), arrival(7)).next == "");
  CHECK(definition->templates == std::vector<std::string>{"welcome", "offer"});
}

TEST_CASE("mistakes of a message") {
  CHECK(issues_of(flow_of_node(R"({"type": "message"})", false)) ==
        std::vector<std::string>{"/nodes/a: the member \"channel\" is missing",
                                 "/nodes/a: the member \"template\" is missing"});
  CHECK(
      issues_of(flow_of_node(
          R"({"type": "message", "channel": "emai", "template": "goodbye", "to": "x"})", false)) ==
      std::vector<std::string>{
          "/nodes/a/to: unknown member \"to\" (known: \"type\", "
          "\"channel\", \"template\", \"topic\", \"next\", \"max\", \"after_max\", "
          "\"on_error\")",
          "/nodes/a/channel: unknown value \"emai\" (did you mean \"email\"?)",
          "/nodes/a/template: there is no template \"goodbye\" (create the template first)"});
  CHECK(issues_of(flow_of_node(
            R"({"type": "message", "channel": ["email"], "template": 5, "next": ""})", false)) ==
        std::vector<std::string>{"/nodes/a/channel: expected a string, found array",
                                 "/nodes/a/template: expected a string, found integer",
                                 "/nodes/a/next: \"next\" must not be empty"});
  CHECK(issues_of(flow_of_node(R"({"type": "message", "channel": "fax", "template": "welcome"})",
                               false)) ==
        std::vector<std::string>{
            "/nodes/a/channel: unknown value \"fax\" (known: \"email\", \"sms\", \"push\", "
            "\"webhook\")"});
}

} // namespace
} // namespace beckon::flow
