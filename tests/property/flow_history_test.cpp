// Flows equal their model: random documents and random histories of one customer run through the
// engine and through tests/model/flow_model.h; entries, their ends and the messages must be the
// same.
#include <algorithm>
#include <map>

#include "model/condition_model.h"
#include "model/flow_model.h"
#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::model::FlowEntry;
using beckon::model::FlowEvent;
using beckon::model::FlowRun;
using beckon::schema::parse_json;
using beckon::schema::to_json;

const std::vector<std::string> kNames = {"A", "B", "C"};

// Conditions of a small vocabulary that the events and updates of these flows often touch.
Value random_condition(Random& random) {
  const int64_t n = random.between(0, 3);
  switch (random.below(7)) {
    case 0: return Value::object({{"trait", "x"}, {"eq", n}});
    case 1: return Value::object({{"trait", "x"}, {"gte", n}});
    case 2:
      return Value::object(
          {{"event", random.one_of(kNames)}, {"count", Value::object({{"gte", 1 + n}})}});
    case 3:
      return Value::object({{"event", random.one_of(kNames)},
                            {"count", Value::object({{"gte", 1 + n % 2}})},
                            {"within", "90m"}});
    case 5:
      return Value::object({{"event", random.one_of(kNames)},
                            {"count", Value::object({{"lte", n % 2}})},
                            {"within", "90m"}});
    case 4: return Value::object({{"not", Value::object({{"trait", "y"}, {"exists", true}})}});
    default:
      return Value::object({{"any", Value::array({Value::object({{"trait", "y"}, {"eq", n}}),
                                                  Value::object({{"trait", "x"}, {"lt", n}})})}});
  }
}

// Nodes n0 … n(count-1); each leads to later ones only, or ends the flow.
Value random_nodes(Random& random, size_t count) {
  Value nodes = Value::object();
  for (size_t i = 0; i < count; ++i) {
    Value node = Value::object();
    // The chain through all nodes keeps every one reachable.
    const bool last = i + 1 == count;
    const std::string next = "n" + std::to_string(i + 1);
    switch (random.below(last ? 4 : 6)) {
      case 0:
        node.set("type", "update_profile");
        node.set("set", Value::object({{random.one_in(2) ? "x" : "y", random.between(0, 3)}}));
        break;
      case 1:
        node.set("type", "message");
        node.set("channel", "email");
        node.set("template", "t");
        break;
      case 2:
      case 3: {
        node.set("type", "delay");
        node.set("for", random.one_of(std::vector<std::string>{"10m", "30m", "1h", "2h"}));
        break;
      }
      default: {
        node.set("type", "split");
        const std::string far =
            "n" + std::to_string(
                      random.between(static_cast<int64_t>(i) + 1, static_cast<int64_t>(count) - 1));
        Value branch = Value::object({{"when", random_condition(random)}, {"next", far}});
        node.set("branches", Value::array({branch}));
        node.set("else", next);
        nodes.set("n" + std::to_string(i), node);
        continue;
      }
    }
    if (!last) node.set("next", next);
    nodes.set("n" + std::to_string(i), node);
  }
  return nodes;
}

Value random_flow(Random& random) {
  Value flow = Value::object({{"key", "f"}});
  flow.set("trigger", Value::object({{"event", random.one_of(kNames)}}));
  if (random.one_in(3)) flow.set("filter", random_condition(random));
  switch (random.below(5)) {
    case 0: flow.set("reentry", "never"); break;
    case 1: flow.set("reentry", parse_json(R"({"after": "2h"})")); break;
    case 2:
      flow.set("reentry", "concurrent_by_key");
      flow.set("entry_key", "event.key");
      if (random.one_in(2)) flow.set("again", true);
      break;
    default: flow.set("reentry", "after_exit");
  }
  Value exits = Value::array();
  if (random.one_in(3)) exits.push_back(Value::object({{"event", random.one_of(kNames)}}));
  if (random.one_in(3)) {
    Value exit = Value::object({{"event", random.one_of(kNames)}});
    exit.set("match", parse_json(R"({"property": "key", "equals": "entry.key"})"));
    exits.push_back(exit);
  }
  if (random.one_in(3)) exits.push_back(random_condition(random));
  if (exits.size() > 0) flow.set("exit_when", exits);
  flow.set("start", "n0");
  flow.set("nodes", random_nodes(random, 1 + random.below(5)));
  return flow;
}

// Events of the customer, in order; no two stand at the same millisecond, nor does one stand where
// a delay that another began comes to its end: who is first then is told by another test.
std::vector<FlowEvent> random_events(Random& random) {
  std::vector<FlowEvent> events;
  Millis at = kStart;
  for (size_t count = 3 + random.below(15); count > 0; --count) {
    at += random.between(0, 9) * 10 * kMinute + 2;
    FlowEvent event;
    event.at = at;
    event.name = random.one_of(kNames);
    if (!random.one_in(5)) event.properties = Value::object({{"key", random.between(1, 2)}});
    else event.properties = Value::object();
    events.push_back(event);
  }
  return events;
}

// The customer as the model sees one.
class PlainProfile final : public beckon::model::FlowProfile {
 public:
  void record(const FlowEvent& event) override {
    profile_.events.push_back({event.name, event.at, event.properties});
  }
  void update(const Value& traits, Millis) override {
    for (const auto& [name, value] : traits.as_object()) profile_.traits.set(name, value);
  }
  bool holds(const Value& condition, Millis now) override {
    return beckon::model::model_holds(condition, profile_, now);
  }

 private:
  beckon::model::ModelProfile profile_;
};

// Adds the instants at which an exit condition with a window can turn by time alone, as moments at
// which the model is asked.
std::vector<FlowEvent> with_flips(const std::vector<FlowEvent>& events) {
  std::vector<FlowEvent> all = events;
  for (const FlowEvent& event : events) all.push_back({event.at + 90 * kMinute + 1, "", Value()});
  std::stable_sort(all.begin(), all.end(),
                   [](const FlowEvent& a, const FlowEvent& b) { return a.at < b.at; });
  return all;
}

std::vector<std::string> expected_entries(const FlowRun& run) {
  std::vector<std::string> states;
  for (const FlowEntry& entry : run.entries) {
    std::string text = beckon::format_time(entry.started_at) + " ";
    if (!entry.ended_at) text += "active " + entry.node;
    else text += entry.reason + " " + beckon::format_time(*entry.ended_at);
    states.push_back(text);
  }
  return states;
}

std::vector<std::string> actual_entries(Shop* shop) {
  std::vector<std::string> states;
  for (const Value& entry : shop->items("flows.entries", R"({"key": "f"})")) {
    const std::string state = entry.find("state")->as_string();
    std::string text = entry.find("started_at")->as_string() + " ";
    if (state == "active") text += "active " + entry.find("node")->as_string();
    else text += entry.find("reason")->as_string() + " " + entry.find("ended_at")->as_string();
    states.push_back(text);
  }
  std::sort(states.begin(), states.end());
  return states;
}

std::vector<std::string> actual_messages(Shop* shop) {
  std::vector<std::string> times;
  for (const Value& send : shop->items("sends.list", "{}")) {
    times.push_back(send.find("created_at")->as_string());
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::string lines_of(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += item + "\n";
  return text;
}

TEST_CASE("flows equal the model after every step of a random history") {
  for_cases(3 * kCases, [](Random& random) {
    const Value document = random_flow(random);
    const std::vector<FlowEvent> events = random_events(random);
    CAPTURE(to_json(document));
    Shop shop;
    shop.email_template("t", "transactional", "Hello");
    shop.flow(document);
    std::string log;
    for (size_t i = 0; i < events.size(); ++i) {
      const FlowEvent& event = events[i];
      shop.engine().advance_to(event.at);
      shop.track(0, event.name, event.properties);
      if (random.one_in(10)) shop.reopen();
      log +=
          beckon::format_time(event.at) + " " + event.name + " " + to_json(event.properties) + "\n";
      CAPTURE(log);
      // Up to just before the next event, or far behind the last.
      const bool is_last = i + 1 == events.size();
      const Millis until = is_last ? event.at + 2 * kDay : events[i + 1].at - 1;
      shop.engine().advance_to(until);
      PlainProfile profile;
      std::vector<FlowEvent> so_far =
          with_flips({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(i) + 1});
      while (so_far.back().at > until) so_far.pop_back();
      const FlowRun run = run_flow(document, so_far, until, &profile);
      std::vector<std::string> expected = expected_entries(run);
      std::sort(expected.begin(), expected.end());
      REQUIRE(lines_of(actual_entries(&shop)) == lines_of(expected));
      std::vector<std::string> messages;
      for (const auto& message : run.messages) messages.push_back(beckon::format_time(message.at));
      std::sort(messages.begin(), messages.end());
      REQUIRE(lines_of(actual_messages(&shop)) == lines_of(messages));
    }
    shop.check_sound();
  });
}

} // namespace
} // namespace property
