#include "flow_generator.h"

#include <algorithm>

#include "flow/nodes/registry.h"
#include "schema/json.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::Value;

const std::vector<std::string> kEvents = {"A", "B", "C"};
const std::vector<std::string> kZones = {"America/New_York", "Europe/Berlin", "Asia/Kathmandu"};
constexpr int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

class Generator {
 public:
  explicit Generator(Random* random) : random_(*random) {}

  Value scenario() {
    Value all = Value::object();
    if (random_.one_in(3)) all.set("zone", random_.one_of(kZones));
    Value people = Value::array();
    people_ = 1 + random_.below(3);
    for (size_t i = 0; i < people_; ++i) people.push_back(traits());
    all.set("people", people);
    all.set("lists", parse_json(R"(["l"])"));
    Value segments = Value::object();
    segments.set("s", condition(false));
    segments.set("r", condition(false));
    all.set("segments", segments);
    flows_ = 1 + random_.below(3);
    Value flows = Value::array();
    for (size_t i = 0; i < flows_; ++i) flows.push_back(flow(i));
    all.set("flows", flows);
    Value steps = Value::array();
    for (size_t count = 4 + random_.below(14); count > 0; --count) steps.push_back(step());
    steps.push_back(Value::object({{"after", 2 * kDay}, {"settle", true}}));
    all.set("steps", steps);
    return all;
  }

 private:
  static std::string flow_key(size_t index) { return "f" + std::to_string(index); }
  static std::string node_key(size_t index) { return "n" + std::to_string(index); }
  std::string some_flow() { return flow_key(random_.below(flows_)); }

  Value traits() {
    Value found = Value::object({{random_.one_in(2) ? "x" : "y", random_.between(0, 3)}});
    if (random_.one_in(4)) found.set("timezone", random_.one_of(kZones));
    if (random_.one_in(4)) found.set("day", random_date());
    return found;
  }

  // Around the night of the 9th of March 2024, in which New York's clocks are moved.
  std::string random_date() {
    const std::string year = random_.one_in(3) ? "1999" : "2024";
    const std::string day = std::to_string(random_.between(8, 13));
    return year + "-03-" + (day.size() == 1 ? "0" : "") + day;
  }

  std::string duration() {
    return random_.one_of(
        std::vector<std::string>{"10m", "30m", "1h", "90m", "2h", "7h", "1d", "26h"});
  }

  Value properties() {
    Value found = Value::object();
    if (!random_.one_in(4)) found.set("key", random_.between(1, 2));
    if (random_.one_in(3)) found.set("total", random_.between(0, 3) * 10);
    return found;
  }

  // Small vocabulary, so that what happens often matters. `in_flow`: may ask about the entry.
  Value condition(bool in_flow, size_t depth = 0) {
    const int64_t n = random_.between(0, 3);
    Value found = Value::object();
    switch (random_.below(depth > 1 ? 8 : 12)) {
      case 0: return Value::object({{"trait", "x"}, {"eq", n}});
      case 1: return Value::object({{"trait", "y"}, {"gte", n}});
      case 2: return Value::object({{"trait", "y"}, {"exists", n % 2 == 0}});
      case 3:
        found.set("event", random_.one_of(kEvents));
        found.set("count", Value::object({{"gte", 1 + n % 2}}));
        found.set("within", random_.one_in(2) ? "90m" : "1d");
        return found;
      case 4:
        found.set("event", random_.one_of(kEvents));
        found.set("count", Value::object({{"lte", n % 2}}));
        found.set("within", random_.one_in(2) ? "1h" : "1d");
        return found;
      case 5: return Value::object({{"consent", "email"}, {"is", n == 0 ? "denied" : "granted"}});
      case 6: return Value::object({{"list", "l"}});
      case 7:
        if (!in_flow || !by_event_) return Value::object({{"trait", "x"}, {"lt", n}});
        return Value::object({{"entry", "key"}, {"eq", 1 + n % 2}});
      case 8: return Value::object({{"not", condition(in_flow, depth + 1)}});
      case 9:
        return Value::object({{"all", Value::array({condition(in_flow, depth + 1),
                                                    condition(in_flow, depth + 1)})}});
      case 10:
        return Value::object({{"any", Value::array({condition(in_flow, depth + 1),
                                                    condition(in_flow, depth + 1)})}});
      default:
        if (!in_flow) return Value::object({{"trait", "y"}, {"lt", n}});
        return Value::object({{"segment", n % 2 == 0 ? "s" : "r"}});
    }
  }

  Value event_or_condition() {
    if (random_.one_in(3)) return Value::object({{"when", condition(true)}});
    Value found = Value::object({{"event", random_.one_of(kEvents)}});
    if (by_event_ && random_.one_in(3)) {
      found.set("match", parse_json(R"({"property": "key", "equals": "entry.key"})"));
    }
    if (random_.one_in(4)) found.set("where", parse_json(R"([{"property": "total", "gte": 10}])"));
    return found;
  }

  Value trigger() {
    by_event_ = false;
    switch (random_.below(9)) {
      case 0:
        return Value::object({{"segment", random_.one_in(2) ? "s" : "r"},
                              {"on", random_.one_in(2) ? "entered" : "left"}});
      case 1: return parse_json(R"({"list": "l", "on": "joined"})");
      case 2: {
        Value found = Value::object({{"date", "day"}});
        if (random_.one_in(2)) found.set("offset", random_.one_in(2) ? "-1d" : "6h");
        if (random_.one_in(2)) found.set("time", random_.one_in(2) ? "09:00" : "02:30");
        if (random_.one_in(2)) found.set("yearly", true);
        return found;
      }
      case 3: {
        Value found =
            Value::object({{"schedule", random_.one_in(2) ? "30 2 * * *" : "0 9 * * 0,1"}});
        if (random_.one_in(2)) found.set("zone", random_.one_of(kZones));
        return found;
      }
      case 4: by_event_ = true; return parse_json(R"({"call": true})");
      default: {
        by_event_ = true;
        Value found = Value::object({{"event", random_.one_of(kEvents)}});
        if (random_.one_in(5)) {
          found.set("where", parse_json(R"([{"property": "total", "gte": 10}])"));
        }
        return found;
      }
    }
  }

  Value flow(size_t index) {
    Value document = Value::object({{"key", flow_key(index)}});
    document.set("trigger", trigger());
    const Value* on = document.find("trigger")->find("on"); // of segments and lists
    const bool joins = on != nullptr && *on != Value("left");
    if (joins && random_.one_in(2)) document.set("include_existing", true);
    if (random_.one_in(3)) document.set("filter", condition(true));
    switch (random_.below(5)) {
      case 0: document.set("reentry", "never"); break;
      case 1: document.set("reentry", parse_json(R"({"after": "2h"})")); break;
      case 2:
        if (by_event_) {
          document.set("reentry", "concurrent_by_key");
          document.set("entry_key", "event.key");
          if (random_.one_in(2)) document.set("again", true);
          break;
        }
        [[fallthrough]];
      default: document.set("reentry", "after_exit");
    }
    Value exits = Value::array();
    while (random_.one_in(3)) {
      const Value exit = event_or_condition();
      const Value* when = exit.find("when");
      exits.push_back(when == nullptr ? exit : *when);
    }
    if (exits.size() > 0) document.set("exit_when", exits);
    if (random_.one_in(3)) {
      Value goal = event_or_condition();
      if (random_.one_in(2)) goal.set("within", duration());
      document.set("goal", goal);
    }
    if (random_.one_in(6)) document.set("message_filter", condition(true));
    if (random_.one_in(6)) document.set("send_rate", parse_json(R"({"limit": 1, "per": "30m"})"));
    if (random_.one_in(8)) document.set("max_entries", random_.between(1, 3));
    if (random_.one_in(8) && document.find("max_entries") == nullptr) {
      document.set("max_active", random_.between(1, 2));
    }
    if (random_.one_in(4)) document.set("zone", random_.one_of(kZones));
    document.set("start", "n0");
    document.set("nodes", nodes(1 + random_.below(6)));
    return document;
  }

  // Nodes n0 … in a chain, so that each is reached; other arrows lead onward from it, or back to a
  // node that counts.
  Value nodes(size_t count) {
    Value all = Value::object();
    for (size_t i = 0; i < count; ++i) {
      Value node = Value::object();
      do node = random_node(i, count);
      while (beckon::flow::find_node_kind(node.find("type")->as_string()) == nullptr);
      all.set(node_key(i), node);
    }
    if (count > 2 && random_.one_in(4)) {
      Value& last = *all.find(node_key(count - 1));
      const size_t to = random_.below(count - 1);
      if (last.find("branches") == nullptr && last.find("paths") == nullptr) {
        last.set("next", node_key(to));
        all.find(node_key(to))->set("max", random_.between(1, 3));
      }
    }
    return all;
  }

  void lead(Value* node, const char* member, size_t from, size_t count) {
    if (from < count) node->set(member, node_key(from));
  }
  size_t onward(size_t index, size_t count) {
    return index + 1 < count ? index + 1 + random_.below(count - index - 1) : count;
  }

  Value random_node(size_t index, size_t count) {
    Value node = Value::object();
    switch (random_.below(17)) {
      case 0:
      case 1: {
        node.set("type", "update_profile");
        const std::string trait = random_.one_in(8) ? "day" : random_.one_in(2) ? "x" : "y";
        node.set("set", Value::object());
        node.find("set")->set(trait,
                              trait == "day" ? Value(random_date()) : Value(random_.between(0, 3)));
        break;
      }
      case 2:
      case 3:
        node.set("type", "message").set("channel", "email");
        node.set("template", random_.one_in(2) ? "receipt" : "offer");
        if (random_.one_in(4)) node.set("on_error", "exit"); // it waits until that is known
        break;
      case 4:
      case 5: node.set("type", "delay").set("for", duration()); break;
      case 6: return delay_until(index, count);
      case 7:
      case 8: return wait_until(index, count);
      case 9: return split(index, count);
      case 10: {
        const bool two = random_.one_in(2);
        node.set("type", "random_split").set("branches", Value::array());
        Value first = Value::object({{"weight", random_.between(1, 3)}});
        lead(&first, "next", index + 1, count);
        Value second = Value::object({{"weight", random_.between(1, 3)}});
        lead(&second, "next", onward(index, count), count);
        node.find("branches")->push_back(first);
        if (two) node.find("branches")->push_back(second);
        return node;
      }
      case 11:
        node.set("type", "list").set("list", "l");
        node.set("action", random_.one_in(2) ? "add" : "remove");
        break;
      case 12:
        node.set("type", "emit_event").set("event", random_.one_of(kEvents));
        if (random_.one_in(2)) node.set("properties", properties());
        else if (by_event_) node.set("properties", parse_json(R"({"key": {"entry": "key"}})"));
        break;
      case 13:
        node.set("type", random_.one_in(2) ? "start_flow" : "stop_flow").set("flow", some_flow());
        break;
      case 14: {
        node.set("type", "rate_gate").set("limit", random_.between(1, 2));
        node.set("per", random_.one_in(2) ? "1h" : "10m");
        break;
      }
      case 15:
        node.set("type", "holdout").set("share", 0.5);
        if (random_.one_in(2)) lead(&node, "held", onward(index, count), count);
        break;
      default: node.set("type", "goal");
    }
    lead(&node, "next", index + 1, count);
    return node;
  }

  Value delay_until(size_t index, size_t count) {
    Value node = Value::object({{"type", "delay_until"}});
    switch (random_.below(5)) {
      case 0: node.set("time", "02:30"); break;
      case 1: node.set("time", "08:00").set("weekdays", parse_json(R"(["mon", "thu"])")); break;
      case 2: node.set("window", parse_json(R"({"from": "09:00", "to": "17:00"})")); break;
      case 3: node.set("weekdays", parse_json(R"(["sun", "tue"])")); break;
      default:
        node.set("date", "day");
        if (random_.one_in(2)) node.set("offset", random_.one_in(2) ? "-1d" : "1d");
    }
    lead(&node, "next", index + 1, count);
    return node;
  }

  Value wait_until(size_t index, size_t count) {
    Value node = Value::object({{"type", "wait_until"}});
    Value paths = Value::array();
    for (size_t left = 1 + random_.below(3); left > 0; --left) {
      Value path = event_or_condition();
      lead(&path, "next", onward(index, count), count);
      paths.push_back(path);
    }
    node.set("paths", paths);
    if (random_.one_in(3) && index + 1 == count) return node;
    node.set("timeout", duration());
    lead(&node, "else", index + 1, count);
    return node;
  }

  Value split(size_t index, size_t count) {
    Value node = Value::object({{"type", "split"}});
    Value branches = Value::array();
    for (size_t left = 1 + random_.below(2); left > 0; --left) {
      Value branch = Value::object({{"when", condition(true)}});
      lead(&branch, "next", onward(index, count), count);
      branches.push_back(branch);
    }
    node.set("branches", branches);
    lead(&node, "else", index + 1, count);
    return node;
  }

  // No two steps stand at one millisecond, nor at one where a delay ends that another step began,
  // unless "after" is a whole duration of this vocabulary: then they meet exactly.
  Value step() {
    const bool meets = random_.one_in(5);
    const int64_t after = meets ? random_.one_of(std::vector<int64_t>{10 * kMinute, kHour, kDay})
                                : random_.between(0, 20) * 7 * kMinute + 2;
    Value found = Value::object({{"after", after}});
    const auto person = static_cast<int64_t>(random_.below(people_));
    switch (random_.below(16)) {
      case 0:
      case 1: found.set("identify", person).set("traits", traits()); break;
      case 2:
        found.set("consent", person);
        found.set("state", random_.one_in(3) ? "denied" : "granted");
        break;
      case 3: found.set("list", "l").set("person", person).set("joins", !random_.one_in(3)); break;
      case 4: found.set("settle", true); break;
      case 5:
        if (random_.one_in(2)) found.set("restart", true);
        else found.set("publish", flow(random_.below(flows_)));
        break;
      case 6:
      case 7:
        found.set("start", some_flow()).set("person", person).set("properties", properties());
        break;
      case 8:
        found.set("control", some_flow());
        found.set("status", random_.one_in(2) ? "paused" : "live");
        break;
      default:
        found.set("track", person).set("event", random_.one_of(kEvents));
        found.set("properties", properties());
        if (random_.one_in(8)) found.set("late", random_.between(1, 100) * kMinute);
    }
    return found;
  }

  Random& random_;
  size_t people_ = 0, flows_ = 0;
  bool by_event_ = false; // whether entries of the flow being written know what started them
};

} // namespace

Value random_scenario(Random& random) { return Generator(&random).scenario(); }

} // namespace property
