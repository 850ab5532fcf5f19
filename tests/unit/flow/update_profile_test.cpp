#include "base/limits.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

TEST_CASE("update_profile asks to set its traits, nulls included, and moves on") {
  const DefinitionPtr definition = parse_sound(flow_with(R"({"nodes": {
      "a": {"type": "update_profile", "set": {"stage": "won", "coupon": null}, "next": "b"},
      "b": {"type": "update_profile", "set": {"score": 1.5}}}})"));
  const NodePtr update = definition->nodes.at("a").node;
  CHECK(update->type() == "update_profile");
  CHECK(update->targets() == std::vector<std::string>{"b"});
  const Step step = update->step(Entry(), ListedWorld(), arrival(0));
  REQUIRE(std::holds_alternative<UpdateProfile>(step.command));
  CHECK(std::get<UpdateProfile>(step.command).traits ==
        schema::parse_json(R"({"stage": "won", "coupon": null})"));
  CHECK(step.next == "b");
  CHECK(definition->nodes.at("b").node->targets().empty());
  CHECK(definition->nodes.at("b").node->step(Entry(), ListedWorld(), arrival(0)).next == "");
}

TEST_CASE("mistakes of update_profile") {
  const std::vector<std::string> nothing = {
      "/nodes/a/set: expected an object of at least one trait ({\"stage\": \"won\"})"};
  CHECK(issues_of(flow_of_node(R"({"type": "update_profile"})", false)) ==
        std::vector<std::string>{"/nodes/a: the member \"set\" is missing ({\"stage\": \"won\"})"});
  CHECK(issues_of(flow_of_node(R"({"type": "update_profile", "set": {}})", false)) == nothing);
  CHECK(issues_of(flow_of_node(R"({"type": "update_profile", "set": [1]})", false)) == nothing);
  CHECK(issues_of(flow_of_node(
            R"({"type": "update_profile", "set": {"a": 1, "": 2}, "traits": {}})", false)) ==
        std::vector<std::string>{
            "/nodes/a/traits: unknown member \"traits\" (known: \"type\", \"set\", \"next\", "
            "\"max\", \"after_max\", \"on_error\")",
            "/nodes/a/set/: a trait's name must not be empty"});
}

TEST_CASE("update_profile has a limit of traits") {
  schema::Value node = schema::parse_json(R"({"type": "update_profile", "set": {}})");
  for (size_t i = 0; i < limits::object_keys; ++i) {
    node.find("set")->set("t" + std::to_string(i), 1);
  }
  CHECK(issues_of(flow_of_node(schema::to_json(node), false)).empty());
  node.find("set")->set("one more", 1);
  CHECK(issues_of(flow_of_node(schema::to_json(node), false)) ==
        std::vector<std::string>{"/nodes/a/set: too many traits (limit object_keys: 1000)"});
}

} // namespace
} // namespace beckon::flow
