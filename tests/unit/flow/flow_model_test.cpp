// The reference model of flows against histories worked out by hand.
#include <stdexcept>

#include "model/flow_model.h"
#include "unit/flow/fixture.h"
#include "unit/flow/trait_profile.h"

namespace beckon::flow {
namespace {

using model::FlowEntry;
using model::FlowEvent;
using model::FlowRun;

constexpr Millis kHour = 3'600'000;
constexpr Millis kEnd = 1'000 * kHour;

FlowRun run(const schema::Value& document, const std::vector<FlowEvent>& events,
            Millis until = kEnd) {
  parse_sound(document); // the model is asked about sound flows only
  TraitProfile profile;
  return model::run_flow(document, events, until, &profile);
}

FlowEvent event(Millis at, const char* name, const char* properties = "{}") {
  return {at, name, schema::parse_json(properties)};
}

// A line for each entry: "0..3600000 completed", the end missing while it is running.
std::vector<std::string> entry_lines(const FlowRun& flow_run) {
  std::vector<std::string> lines;
  for (const FlowEntry& entry : flow_run.entries) {
    std::string line = std::to_string(entry.started_at) + "..";
    if (entry.ended_at) line += std::to_string(*entry.ended_at) + " " + entry.reason;
    lines.push_back(entry.key.empty() ? line : entry.key + " " + line);
  }
  return lines;
}

std::vector<std::string> message_lines(const FlowRun& flow_run) {
  std::vector<std::string> lines;
  for (const model::FlowMessage& message : flow_run.messages) {
    lines.push_back(std::to_string(message.at) + " " + message.template_key);
  }
  return lines;
}

std::vector<std::string> refusal_lines(const FlowRun& flow_run) {
  std::vector<std::string> lines;
  for (const model::FlowRefusal& refused : flow_run.refusals) {
    lines.push_back(std::to_string(refused.at) + " " + refused.reason);
  }
  return lines;
}

using Lines = std::vector<std::string>;

const char* const kRecovery = R"({
    "key": "cart", "trigger": {"event": "Cart"}, "reentry": "after_exit",
    "exit_when": [{"event": "Order"}], "start": "hour",
    "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
              "remind": {"type": "message", "channel": "email", "template": "offer"}}})";

TEST_CASE("model: a delay lets its message out at the exact millisecond") {
  const schema::Value flow = schema::parse_json(kRecovery);
  const std::vector<FlowEvent> events = {event(5, "Cart")};
  CHECK(message_lines(run(flow, events)) == Lines{"3600005 offer"});
  CHECK(entry_lines(run(flow, events)) == Lines{"5..3600005 completed"});
  CHECK(message_lines(run(flow, events, kHour + 5)) == Lines{"3600005 offer"});
  CHECK(message_lines(run(flow, events, kHour + 4)).empty());
  CHECK(entry_lines(run(flow, events, kHour + 4)) == Lines{"5.."});
}

TEST_CASE("model: an event at a timer's very millisecond wins, a later one does not") {
  const schema::Value flow = schema::parse_json(kRecovery);
  const FlowRun same = run(flow, {event(0, "Cart"), event(kHour, "Order")});
  CHECK(message_lines(same).empty());
  CHECK(entry_lines(same) == Lines{"0..3600000 exit_when"});
  const FlowRun later = run(flow, {event(0, "Cart"), event(kHour + 1, "Order")});
  CHECK(message_lines(later) == Lines{"3600000 offer"});
  CHECK(entry_lines(later) == Lines{"0..3600000 completed"});
}

TEST_CASE("model: one event ends an entry and starts the next") {
  schema::Value flow = schema::parse_json(kRecovery);
  flow.set("exit_when", schema::parse_json(R"([{"event": "Cart"}])"));
  const FlowRun restarted = run(flow, {event(0, "Cart"), event(10, "Cart")});
  CHECK(entry_lines(restarted) == Lines{"0..10 exit_when", "10..3600010 completed"});
  CHECK(restarted.refusals.empty());
}

TEST_CASE("model: re-entry policies") {
  struct Row {
    const char* policy;
    Lines entries, refusals;
  };
  const Row rows[] = {
      {R"("never")", {"0..3600000 completed"}, {"1 active", "3600001 reentry", "7200000 reentry"}},
      {R"("after_exit")",
       {"0..3600000 completed", "3600001..7200001 completed"},
       {"1 active", "7200000 active"}},
      {R"({"after": "2h"})",
       {"0..3600000 completed", "7200000..10800000 completed"},
       {"1 active", "3600001 reentry"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.policy);
    schema::Value flow = schema::parse_json(kRecovery);
    flow.set("reentry", schema::parse_json(row.policy));
    const FlowRun result = run(flow, {event(0, "Cart"), event(1, "Cart"), event(kHour + 1, "Cart"),
                                      event(2 * kHour, "Cart")});
    CHECK(entry_lines(result) == row.entries);
    CHECK(refusal_lines(result) == row.refusals);
  }
}

TEST_CASE("model: entries by key run side by side, and a key's own order ends its entry") {
  schema::Value flow = schema::parse_json(kRecovery);
  flow.set("reentry", "concurrent_by_key");
  flow.set("entry_key", "event.id");
  flow.set("exit_when",
           schema::parse_json(
               R"([{"event": "Order", "match": {"property": "cart", "equals": "entry.id"}}])"));
  const std::vector<FlowEvent> events = {event(0, "Cart", R"({"id": "x"})"),
                                         event(1, "Cart", R"({"id": 7})"),
                                         event(2, "Cart", R"({"id": "x"})"),
                                         event(3, "Cart"),
                                         event(4, "Order", R"({"cart": 7})"),
                                         event(5, "Order", R"({"cart": "y"})"),
                                         event(6, "Order"),
                                         event(7, "Cart", R"({"id": 7})")};
  const FlowRun once = run(flow, events);
  CHECK(entry_lines(once) ==
        Lines{"x 0..3600000 completed", "7 1..4 exit_when", "3..3600003 completed"});
  CHECK(refusal_lines(once) == Lines{"2 active", "7 reentry"});
  CHECK(message_lines(once) == Lines{"3600000 offer", "3600003 offer"});
  flow.set("again", true);
  const FlowRun again = run(flow, events);
  CHECK(entry_lines(again).back() == "7 7..3600007 completed");
  CHECK(refusal_lines(again) == Lines{"2 active"});
}

TEST_CASE("model: a filter keeps others out, a split chooses, an update shows at once") {
  const schema::Value flow = schema::parse_json(R"({
      "key": "f", "trigger": {"event": "A"}, "filter": {"event": "B", "within": "1h"},
      "reentry": "after_exit", "start": "which",
      "nodes": {
        "which": {"type": "split",
                  "branches": [{"when": {"trait": "seen", "eq": true}, "next": "bye"},
                               {"when": {"event": "B", "within": "1m"}, "next": "mark"}]},
        "mark": {"type": "update_profile", "set": {"seen": true}, "next": "hello"},
        "hello": {"type": "message", "channel": "email", "template": "welcome", "next": "check"},
        "check": {"type": "split", "branches": [
            {"when": {"trait": "seen", "eq": true}, "next": "bye"}]},
        "bye": {"type": "exit", "reason": "known"}}})");
  parse_sound(flow);
  TraitProfile profile;
  const FlowRun result = model::run_flow(
      flow,
      {event(0, "A"), event(1, "B"), event(120'000, "A"), event(120'001, "B"), event(120'002, "A")},
      kEnd, &profile);
  CHECK(entry_lines(result) == Lines{"120000..120000 completed", "120002..120002 known"});
  CHECK(message_lines(result) == Lines{"120002 welcome"});
  CHECK(profile.traits() == schema::parse_json(R"({"seen": true})"));
}

TEST_CASE("model: a condition exit is asked at every event, timer, update and node") {
  schema::Value flow = schema::parse_json(kRecovery);
  flow.set("exit_when", schema::parse_json(R"([{"event": "Refund", "within": "30m"}])"));
  const FlowEvent cart = event(0, "Cart");
  CHECK(entry_lines(run(flow, {cart, event(9, "Refund")})) == Lines{"0..9 exit_when"});
  // It holds as the entry begins: the entry ends before its first node.
  const FlowRun at_start = run(flow, {event(0, "Refund"), event(9, "Cart")});
  CHECK(entry_lines(at_start) == Lines{"9..9 exit_when"});
  CHECK(at_start.entries[0].node == "");
  CHECK(entry_lines(run(flow, {event(0, "Refund"), event(kHour / 2, "Cart")})) ==
        Lines{"1800000..1800000 exit_when"});
  CHECK(entry_lines(run(flow, {event(0, "Refund"), event(kHour / 2 + 1, "Cart")})) ==
        Lines{"1800001..5400001 completed"});

  const schema::Value own_update = schema::parse_json(R"({
      "key": "f", "trigger": {"event": "A"}, "exit_when": [{"trait": "done", "eq": 1}],
      "start": "set",
      "nodes": {"set": {"type": "update_profile", "set": {"done": 1}, "next": "tell"},
                "tell": {"type": "message", "channel": "email", "template": "offer"}}})");
  const FlowRun updated = run(own_update, {event(3, "A")});
  CHECK(entry_lines(updated) == Lines{"3..3 exit_when"});
  CHECK(updated.entries[0].node == "set");
  CHECK(updated.messages.empty());
}

TEST_CASE("model: an event without a name only asks the conditions") {
  schema::Value flow = schema::parse_json(kRecovery);
  flow.set("exit_when", schema::parse_json(R"([{"trait": "done", "eq": 1}])"));
  class TimedProfile final : public model::FlowProfile {
   public:
    void record(const FlowEvent& happened) override { CHECK(happened.name == "Cart"); }
    void update(const schema::Value&, Millis) override { FAIL("nothing is updated here"); }
    bool holds(const schema::Value&, Millis now) override { return now >= 100; }
  };
  TimedProfile profile;
  CHECK(entry_lines(model::run_flow(flow, {event(0, "Cart"), event(100, "")}, kEnd, &profile)) ==
        Lines{"0..100 exit_when"});
  CHECK(entry_lines(model::run_flow(flow, {event(0, "Cart")}, kEnd, &profile)) ==
        Lines{"0..3600000 exit_when"}); // at the timer, before the node after it
}

TEST_CASE("model: timers of one instant fire in the order of their entries") {
  schema::Value flow = schema::parse_json(R"({
      "key": "f", "trigger": {"event": "A"}, "reentry": "concurrent_by_key",
      "entry_key": "event.id", "start": "which",
      "nodes": {
        "which": {"type": "split", "branches": [
            {"when": {"event": "B", "within": "1h"}, "next": "short"}], "else": "long"},
        "long": {"type": "delay", "for": "2s", "next": "one"},
        "short": {"type": "delay", "for": "1s", "next": "two"},
        "one": {"type": "message", "channel": "email", "template": "welcome"},
        "two": {"type": "message", "channel": "email", "template": "offer"}}})");
  const FlowRun result = run(
      flow, {event(0, "A", R"({"id": 1})"), event(1'000, "B"), event(1'000, "A", R"({"id": 2})")});
  CHECK(message_lines(result) == Lines{"2000 welcome", "2000 offer"});
  CHECK(result.messages[0].entry == 0);
  CHECK(result.messages[1].entry == 1);
  CHECK(result.messages[1].channel == "email");
}

TEST_CASE("model: what it does not know it refuses") {
  const schema::Value flow = schema::parse_json(kRecovery);
  TraitProfile profile;
  const auto simulate = [&](const schema::Value& document, const std::vector<FlowEvent>& events) {
    model::run_flow(document, events, kEnd, &profile);
  };
  CHECK_THROWS_AS(simulate(flow, {event(1, "Cart"), event(0, "Cart")}), std::invalid_argument);
  schema::Value unknown = flow;
  unknown.find("nodes")->find("remind")->set("type", "goal");
  CHECK_THROWS_AS(simulate(unknown, {event(1, "Cart")}), std::invalid_argument);
  unknown = flow;
  unknown.set("trigger", schema::parse_json(R"({"segment": "vip", "on": "entered"})"));
  CHECK_THROWS_AS(simulate(unknown, {event(1, "Cart")}), std::invalid_argument);
}

} // namespace
} // namespace beckon::flow
