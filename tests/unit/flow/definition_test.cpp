#include "flow/nodes/registry.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

const char* const kCart = R"({
    "key": "abandoned-cart", "name": "Abandoned cart",
    "trigger": {"event": "Checkout Started"},
    "filter": {"segment": "vip"},
    "reentry": "concurrent_by_key", "entry_key": "event.cart.id", "again": true,
    "exit_when": [
      {"event": "Order Placed", "match": {"property": "cart_id", "equals": "entry.cart.id"}},
      {"event": "Account Closed"},
      {"event": "Order Placed", "count": {"gte": 2}},
      {"segment": "lapsed"}],
    "start": "hour",
    "nodes": {
      "hour": {"type": "delay", "for": "1h", "next": "worth"},
      "worth": {"type": "split",
                "branches": [{"when": {"trait": "cart.total", "gte": 100}, "next": "offer"}],
                "else": "remind"},
      "offer": {"type": "message", "channel": "email", "template": "offer", "next": "mark"},
      "mark": {"type": "update_profile", "set": {"offered": true}, "next": "day"},
      "day": {"type": "delay", "for": "1d", "next": "hour", "max": 3},
      "remind": {"type": "message", "channel": "email", "template": "welcome", "next": "done"},
      "done": {"type": "exit", "reason": "reminded"}}})";

TEST_CASE("a whole flow is read") {
  const schema::Value source = schema::parse_json(kCart);
  const DefinitionPtr flow = parse_sound(source);
  CHECK(flow->key == "abandoned-cart");
  CHECK(flow->name == "Abandoned cart");
  CHECK(flow->version == 0);
  CHECK(flow->trigger.on == Trigger::On::event);
  CHECK(flow->trigger.name == "Checkout Started");
  CHECK(flow->filter->source() == *source.find("filter"));
  CHECK(flow->reentry == Reentry::concurrent_by_key);
  CHECK(flow->entry_key->text() == "cart.id");
  CHECK(flow->again);
  CHECK_FALSE(flow->include_existing);
  CHECK(flow->start == "hour");
  CHECK(flow->nodes.size() == 7);
  CHECK(flow->nodes.at("worth").node->targets() == std::vector<std::string>{"offer", "remind"});
  CHECK(flow->source == source);
  CHECK(flow->templates == std::vector<std::string>{"offer", "welcome"});
  CHECK(flow->segments == std::vector<std::string>{"vip", "lapsed"});
}

TEST_CASE("exits are events as they happen, or conditions") {
  const DefinitionPtr flow = parse_sound(schema::parse_json(kCart));
  REQUIRE(flow->exits.size() == 4);
  CHECK(flow->exits[0].event.event == "Order Placed");
  CHECK(flow->exits[0].event.property->text() == "cart_id");
  CHECK(flow->exits[0].event.entry_property->text() == "cart.id");
  CHECK(flow->exits[0].condition == nullptr);
  CHECK(flow->exits[1].event.event == "Account Closed");
  CHECK_FALSE(flow->exits[1].event.property);
  for (const size_t i : {size_t{2}, size_t{3}}) {
    CHECK(flow->exits[i].event.event == "");
    REQUIRE(flow->exits[i].condition != nullptr);
    CHECK(flow->exits[i].condition->source() == flow->source.find("exit_when")->as_array()[i]);
  }
  // The filter, two exits and a branch, in order of writing.
  REQUIRE(flow->conditions.size() == 4);
  CHECK(flow->conditions[0] == flow->filter);
  CHECK(flow->conditions[1] == flow->exits[2].condition);
  CHECK(flow->conditions[2] == flow->exits[3].condition);
}

TEST_CASE("conditions ask about messages, the flow's own among them") {
  const DefinitionPtr flow = parse_sound(flow_with(R"({"exit_when": [
      {"message": "clicked", "flow": "f"},
      {"message": "opened", "template": "offer", "within": "2d"},
      {"sequence": [{"event": "A"}, {"event": "B", "within": "1h"}]}]})"));
  REQUIRE(flow->exits.size() == 3);
  for (const Occurrence& exit : flow->exits) CHECK(exit.condition != nullptr);
  CHECK(flow->templates == std::vector<std::string>{"offer"}); // which cannot be deleted now
  Issues issues;
  const auto document = flow_with(R"({"filter": {"message": "opened", "flow": "another"}})");
  CHECK(parse_flow(document, KnownNames(), &issues) == nullptr);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == "/filter/flow");
}

TEST_CASE("a short flow has defaults") {
  const DefinitionPtr flow = parse_sound(flow_with("{}"));
  CHECK(flow->name == "f");
  CHECK(flow->filter == nullptr);
  CHECK(flow->reentry == Reentry::never);
  CHECK_FALSE(flow->entry_key);
  CHECK_FALSE(flow->again);
  CHECK_FALSE(flow->include_existing);
  CHECK(flow->exits.empty());
  CHECK(flow->templates.empty());
  CHECK(flow->segments.empty());
  CHECK(flow->conditions.empty());
}

TEST_CASE("a flow is triggered by entering or leaving a segment") {
  const DefinitionPtr entered = parse_sound(
      flow_with(R"({"trigger": {"segment": "vip", "on": "entered"}, "include_existing": true})"));
  CHECK(entered->trigger.on == Trigger::On::segment_entered);
  CHECK(entered->trigger.name == "vip");
  CHECK(entered->include_existing);
  CHECK(entered->segments == std::vector<std::string>{"vip"});
  const DefinitionPtr left =
      parse_sound(flow_with(R"({"trigger": {"segment": "vip", "on": "left"}})"));
  CHECK(left->trigger.on == Trigger::On::segment_left);
}

TEST_CASE("re-entry policies") {
  CHECK(parse_sound(flow_with(R"({"reentry": "never"})"))->reentry == Reentry::never);
  CHECK(parse_sound(flow_with(R"({"reentry": "after_exit"})"))->reentry == Reentry::after_exit);
  const DefinitionPtr days = parse_sound(flow_with(R"({"reentry": {"after": "30d"}})"));
  CHECK(days->reentry == Reentry::after);
  CHECK(days->reentry_after == *parse_duration("30d"));
  const DefinitionPtr month = parse_sound(flow_with(R"({"reentry": {"after": "1mo"}})"));
  CHECK(month->reentry_after == *parse_duration("1mo"));
}

TEST_CASE("issues are appended to those that are there, and decide nothing about them") {
  Issues issues = {{"/elsewhere", "an older issue", ""}};
  CHECK(parse_flow(flow_with("{}"), KnownNames(), &issues) != nullptr);
  CHECK(issues.size() == 1);
  CHECK(parse_flow(flow_with(R"({"key": null})"), KnownNames(), &issues) == nullptr);
  CHECK(issues.size() == 2);
}

TEST_CASE("conditions ask what started the entry where something did") {
  const char* const members = R"({"filter": {"entry": "total", "gte": 50},
      "exit_when": ["entry(coupon) = 'A'"], "message_filter": {"entry": "total", "exists": true},
      "goal": {"when": {"entry": "vip", "eq": true}, "within": "5d"}})";
  const DefinitionPtr flow = parse_sound(flow_with(members));
  CHECK(flow->conditions.size() == 4);
  CHECK(flow->goal->when.condition != nullptr);
  CHECK(flow->goal->within == parse_duration("5d"));
  for (const char* trigger : {R"({"segment": "vip", "on": "entered"})", R"({"list": "news"})",
                              R"({"date": "born"})", R"({"schedule": "0 9 * * *"})"}) {
    schema::Value document = flow_with(members);
    document.set("trigger", schema::parse_json(trigger));
    Issues issues;
    CHECK(parse_flow(document, KnownNames(), &issues) == nullptr);
    REQUIRE(issues.size() == 4);
    CHECK(issues[0].pointer == "/filter/entry");
  }
  schema::Value document = flow_with(members);
  document.set("trigger", schema::parse_json(R"({"call": true})"));
  CHECK(parse_sound(document)->trigger.on == Trigger::On::call);
}

TEST_CASE("goals, caps, rates and zones") {
  const DefinitionPtr flow = parse_sound(flow_with(R"({
      "trigger": {"event": "Signed Up", "where": [{"property": "plan", "eq": "pro"}]},
      "goal": {"event": "Order Placed", "where": [{"property": "total", "gte": 5}],
               "match": {"property": "user", "equals": "entry.user"}},
      "message_filter": {"segment": "vip"}, "zone": "Europe/Paris",
      "max_entries": 1000, "max_active": 10, "send_rate": {"limit": 100, "per": "1h"}})"));
  CHECK(flow->trigger.where.size() == 1);
  CHECK(flow->goal->when.event.event == "Order Placed");
  CHECK(flow->goal->when.event.where.size() == 1);
  CHECK(flow->goal->when.event.property->text() == "user");
  CHECK_FALSE(flow->goal->within);
  CHECK(flow->message_filter != nullptr);
  CHECK(flow->zone == find_zone("Europe/Paris"));
  CHECK(flow->max_entries == 1000);
  CHECK(flow->max_active == 10);
  CHECK(flow->send_rate->limit == 100);
  CHECK(flow->send_rate->per == 3'600'000);
}

TEST_CASE("a node has a counter and a policy for errors beside what is its own") {
  const auto place = [](const char* members) {
    schema::Value node = schema::parse_json(members);
    node.set("type", "message").set("channel", "email").set("template", "welcome");
    return parse_sound(flow_with(schema::to_json(schema::Value::object(
                           {{"nodes", schema::Value::object(
                                          {{"a", node},
                                           {"b", schema::parse_json(R"({"type": "exit"})")},
                                           {"c", schema::parse_json(R"({"type": "exit"})")}})}}))))
        ->nodes.at("a");
  };
  const Place counted = place(R"({"max": 3, "after_max": "b", "next": "c"})");
  CHECK(counted.max == 3U);
  CHECK(counted.after_max == "b");
  CHECK(targets_of(counted) == std::vector<std::string>{"c", "b"});
  CHECK_FALSE(counted.error.asks_outcome());
  const Place branched = place(R"({"on_error": {"next": "b"}, "next": "c"})");
  CHECK_FALSE(branched.max);
  CHECK(branched.error.on_error == ErrorPolicy::Do::branch);
  CHECK(branched.error.next == "b");
  CHECK(branched.error.retries == 0);
  CHECK(targets_of(branched) == std::vector<std::string>{"c", "b"});
  const Place retried =
      place(R"({"on_error": {"retry": 3, "after": "10m", "then": {"next": "b"}}, "next": "c"})");
  CHECK(retried.error.on_error == ErrorPolicy::Do::branch);
  CHECK(retried.error.retries == 3);
  CHECK(retried.error.between == *parse_duration("10m"));
  CHECK(retried.error.asks_outcome());
  const Step step = retried.node->step(Entry(), ListedWorld(), arrival(0));
  CHECK(std::get<Send>(step.command).awaited);
}

TEST_CASE("the registry knows each kind by its own type") {
  CHECK(node_types() == std::vector<std::string>{
                            "delay", "delay_until", "wait_until", "split", "random_split",
                            "holdout", "experiment", "message", "webhook", "update_profile", "list",
                            "emit_event", "start_flow", "stop_flow", "rate_gate", "goal", "exit"});
  for (const std::string& type : node_types()) {
    REQUIRE(find_node_kind(type) != nullptr);
    CHECK(find_node_kind(type)->type == type);
  }
  CHECK(find_node_kind("") == nullptr);
  CHECK(find_node_kind("wait") == nullptr);
}

} // namespace
} // namespace beckon::flow
