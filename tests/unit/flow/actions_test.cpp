// The nodes that act at once and go on: list, emit_event, start_flow, stop_flow, goal, rate_gate.
#include "base/limits.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

using Lines = std::vector<std::string>;

Lines issues(std::string_view node) { return issues_of(flow_of_node(node, false)); }

// What the node orders at an arrival; it must lead to "b".
template <typename Command_>
Command_ ordered(std::string_view node, std::string_view type,
                 const ListedWorld& world = ListedWorld()) {
  const NodePtr parsed = node_of(node);
  CHECK(parsed->type() == type);
  CHECK(parsed->targets() == Lines{"b"});
  CHECK(parsed->listening().events.empty());
  CHECK_FALSE(parsed->listening().changes);
  const Step step = parsed->step(Entry(), world, arrival(7));
  CHECK(step.next == "b");
  REQUIRE(std::holds_alternative<Command_>(step.command));
  return std::get<Command_>(step.command);
}

TEST_CASE("list puts on a list and takes off it") {
  const auto added = ordered<ChangeList>(
      R"({"type": "list", "list": "news", "action": "add", "next": "b"})", "list");
  CHECK(added.list == "news");
  CHECK(added.joins);
  CHECK_FALSE(ordered<ChangeList>(
                  R"({"type": "list", "list": "news", "action": "remove", "next": "b"})", "list")
                  .joins);
  CHECK(parse_sound(flow_of_node(R"({"type": "list", "list": "news", "action": "add"})", false))
            ->lists == Lines{"news"});
  CHECK(issues(R"({"type": "list", "list": "nws", "action": "join"})") ==
        Lines{"/nodes/a/list: there is no list \"nws\" (create the list first)",
              "/nodes/a/action: unknown value \"join\" (known: \"add\", \"remove\")"});
}

TEST_CASE("emit_event tells an event, with what is known of the entry and the profile") {
  ListedWorld world;
  world.properties = schema::parse_json(R"({"cart": {"id": "c1"}, "none": null})");
  world.traits = schema::parse_json(R"({"plan": "pro", "address": {"city": "Paris"}})");
  const auto event = ordered<EmitEvent>(R"({"type": "emit_event", "event": "Cart Reminded",
      "properties": {"step": 1, "cart": {"entry": "cart.id"}, "missing": {"entry": "cart.total"},
                     "city": {"trait": "address.city"}, "no": {"trait": "address.zip"},
                     "literal": {"entry": "x", "more": 1}}, "next": "b"})",
                                        "emit_event", world);
  CHECK(event.name == "Cart Reminded");
  CHECK(event.properties == schema::parse_json(
                                R"({"step": 1, "cart": "c1", "city": "Paris",
                                    "literal": {"entry": "x", "more": 1}})"));
  CHECK(ordered<EmitEvent>(R"({"type": "emit_event", "event": "A", "next": "b"})", "emit_event")
            .properties == schema::Value::object());
}

TEST_CASE("mistakes of emit_event") {
  CHECK(issues(R"({"type": "emit_event", "event": "A *", "properties": [1]})") ==
        Lines{"/nodes/a/event: a wildcard stands for no single event (write the whole event name)",
              "/nodes/a/properties: expected an object, found array "
              "({\"cart_id\": {\"entry\": \"cart_id\"}})"});
  CHECK(
      issues(
          R"({"type": "emit_event", "properties": {"a": {"entry": "x..y"}, "b": {"trait": 5}}})") ==
      Lines{"/nodes/a: the member \"event\" is missing",
            "/nodes/a/properties/a/entry: the path has an empty step "
            "(write it as \"address.city\")",
            "/nodes/a/properties/b/trait: expected a string, found integer"});
  schema::Value document = flow_of_node(
      R"({"type": "emit_event", "event": "A", "properties": {"a": {"entry": "x"}}})", false);
  document.set("trigger", schema::parse_json(R"({"segment": "vip", "on": "entered"})"));
  CHECK(issues_of(document) ==
        Lines{"/nodes/a/properties/a/entry: nothing is known here of what started the entry "
              "(trigger the flow by an event or by {\"call\": true})"});
  schema::Value node =
      schema::parse_json(R"({"type": "emit_event", "event": "A", "properties": {}})");
  for (size_t i = 0; i <= limits::object_keys; ++i) {
    node.find("properties")->set("p" + std::to_string(i), 1);
  }
  CHECK(issues(schema::to_json(node)) ==
        Lines{"/nodes/a/properties: too many properties (limit object_keys: 1000)"});
}

TEST_CASE("start_flow and stop_flow name a flow that exists, or their own") {
  ListedWorld world;
  world.properties = schema::parse_json(R"({"cart": "c1"})");
  const auto start = ordered<StartFlow>(R"({"type": "start_flow", "flow": "onboarding",
      "properties": {"cart": {"entry": "cart"}}, "next": "b"})",
                                        "start_flow", world);
  CHECK(start.flow == "onboarding");
  CHECK(start.properties == world.properties);
  const auto stop = ordered<StopFlow>(
      R"({"type": "stop_flow", "flow": "f", "reason": "bought", "next": "b"})", "stop_flow");
  CHECK(stop.flow == "f");
  CHECK(stop.reason == "bought");
  CHECK(
      ordered<StopFlow>(R"({"type": "stop_flow", "flow": "f", "next": "b"})", "stop_flow").reason ==
      "stopped");
  CHECK(
      parse_sound(flow_of_node(R"({"type": "start_flow", "flow": "onboarding"})", false))->flows ==
      Lines{"onboarding"});
  CHECK(issues(R"({"type": "start_flow", "flow": "onbording", "properties": 1})") ==
        Lines{"/nodes/a/flow: there is no flow \"onbording\" (create the flow first)",
              "/nodes/a/properties: expected an object, found integer "
              "({\"cart_id\": {\"entry\": \"cart_id\"}})"});
  CHECK(issues(R"({"type": "stop_flow", "reason": "completed"})") ==
        Lines{"/nodes/a: the member \"flow\" is missing",
              "/nodes/a/reason: \"completed\" is kept for entries that reach the end of the graph "
              "(choose another word, or lead the node before it to nowhere)"});
}

TEST_CASE("a goal converts") {
  ordered<Convert>(R"({"type": "goal", "next": "b"})", "goal");
  CHECK(issues(R"({"type": "goal", "event": "A"})") ==
        Lines{"/nodes/a/event: unknown member \"event\" "
              "(known: \"type\", \"next\", \"max\", \"after_max\")"});
}

TEST_CASE("a rate gate asks to pass, and passes when it is woken") {
  const char* const source = R"({"type": "rate_gate", "limit": 100, "per": "1m", "next": "b"})";
  const auto gate = ordered<PassGate>(source, "rate_gate");
  CHECK(gate.limit == 100);
  CHECK(gate.per == 60'000);
  Entry entry;
  entry.wake_at = 5'000;
  const NodePtr node = node_of(source);
  CHECK(waits_until(node->step(entry, ListedWorld(), woken(4'999))) == 5'000);
  CHECK(passes_to(node->step(entry, ListedWorld(), woken(5'000))) == "b");
  CHECK(issues(R"({"type": "rate_gate", "limit": 0, "per": "1mo"})") ==
        Lines{"/nodes/a/limit: expected a whole number from 1 to 100000",
              "/nodes/a/per: months are of different lengths (write it in days, such as \"30d\")"});
  CHECK(issues(R"({"type": "rate_gate", "limit": 100001})") ==
        Lines{"/nodes/a/limit: expected a whole number from 1 to 100000",
              "/nodes/a: the member \"per\" is missing"});
}

} // namespace
} // namespace beckon::flow
