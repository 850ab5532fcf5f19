// The reference model of flows against histories worked out by hand.
#include "model/flow_model.h"

#include <stdexcept>

#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

using model::FlowEntry;
using model::FlowMessage;
using model::FlowModel;
using Lines = std::vector<std::string>;

constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;

// One person and a flow.
class History {
 public:
  explicit History(const char* document) : History(schema::parse_json(document)) {}
  explicit History(const schema::Value& document) : model(0) {
    model.fate = [](const FlowMessage&, const model::ModelProfile&) { return "accepted"; };
    model.add_person("p");
    model.publish(document, 0);
  }
  void track(Millis at, const char* name, const char* properties = "{}") {
    model.track(0, {name, at, schema::parse_json(properties)}, at);
  }
  void identify(Millis at, const char* traits) {
    model.identify(0, schema::parse_json(traits), at, at);
  }
  // "x 0..3600000 completed" by entry; the end missing while it is running.
  Lines entries() {
    Lines lines;
    for (const FlowEntry& entry : model.entries()) {
      std::string line = std::to_string(entry.started_at) + "..";
      if (entry.ended_at) line += std::to_string(*entry.ended_at) + " " + entry.reason;
      lines.push_back(entry.key.empty() ? line : entry.key + " " + line);
    }
    return lines;
  }
  Lines messages() {
    Lines lines;
    for (const FlowMessage& message : model.messages()) {
      lines.push_back(std::to_string(message.at) + " " + message.template_key);
    }
    return lines;
  }
  Lines refusals() {
    Lines lines;
    for (const model::FlowRefusal& refused : model.refusals()) {
      lines.push_back(std::to_string(refused.at) + " " + refused.reason);
    }
    return lines;
  }

  FlowModel model;
};

const char* const kRecovery = R"({
    "key": "cart", "trigger": {"event": "Cart"}, "reentry": "after_exit",
    "exit_when": [{"event": "Order"}], "start": "hour",
    "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
              "remind": {"type": "message", "channel": "email", "template": "offer"}}})";

schema::Value with(const char* document, const char* member, const char* value) {
  schema::Value changed = schema::parse_json(document);
  changed.set(member, schema::parse_json(value));
  return changed;
}

TEST_CASE("model: a delay lets its message out at the exact millisecond") {
  History history(kRecovery);
  history.track(5, "Cart");
  history.model.advance(kHour + 4);
  CHECK(history.entries() == Lines{"5.."});
  CHECK(history.messages().empty());
  history.model.advance(kHour + 5);
  CHECK(history.messages() == Lines{"3600005 offer"});
  CHECK(history.entries() == Lines{"5..3600005 completed"});
}

TEST_CASE("model: an event at a timer's very millisecond wins, a later one does not") {
  History same(kRecovery);
  same.track(0, "Cart");
  same.track(kHour, "Order");
  CHECK(same.entries() == Lines{"0..3600000 exit_when"});
  CHECK(same.messages().empty());
  History later(kRecovery);
  later.track(0, "Cart");
  later.track(kHour + 1, "Order");
  CHECK(later.entries() == Lines{"0..3600000 completed"});
  CHECK(later.messages() == Lines{"3600000 offer"});
}

TEST_CASE("model: one event ends an entry and starts the next") {
  History history(with(kRecovery, "exit_when", R"([{"event": "Cart"}])"));
  history.track(0, "Cart");
  history.track(10, "Cart");
  history.model.advance(kDay);
  CHECK(history.entries() == Lines{"0..10 exit_when", "10..3600010 completed"});
  CHECK(history.refusals().empty());
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
    History history(with(kRecovery, "reentry", row.policy));
    for (const Millis at : {Millis{0}, Millis{1}, kHour + 1, 2 * kHour}) history.track(at, "Cart");
    history.model.advance(kDay);
    CHECK(history.entries() == row.entries);
    CHECK(history.refusals() == row.refusals);
  }
}

TEST_CASE("model: entries by key run side by side, and a key's own order ends its entry") {
  schema::Value flow =
      with(kRecovery, "exit_when",
           R"([{"event": "Order", "match": {"property": "cart", "equals": "entry.id"}}])");
  flow.set("reentry", "concurrent_by_key").set("entry_key", "event.id");
  for (const bool again : {false, true}) {
    if (again) flow.set("again", true);
    History history(flow);
    history.track(0, "Cart", R"({"id": "x"})");
    history.track(1, "Cart", R"({"id": 7})");
    history.track(2, "Cart", R"({"id": "x"})");
    history.track(4, "Order", R"({"cart": 7})");
    history.track(5, "Order", R"({"cart": "y"})");
    history.track(6, "Order");
    history.track(7, "Cart", R"({"id": 7})");
    history.model.advance(kDay);
    Lines entries = {"x 0..3600000 completed", "7 1..4 exit_when"};
    Lines refusals = {"2 active"};
    if (again) entries.push_back("7 7..3600007 completed");
    else refusals.push_back("7 reentry");
    CHECK(history.entries() == entries);
    CHECK(history.refusals() == refusals);
  }
}

TEST_CASE("model: an update shows at once, and a condition exit before the next node") {
  History history(R"({
      "key": "f", "trigger": {"event": "A"}, "exit_when": [{"trait": "done", "eq": 1}],
      "start": "set",
      "nodes": {"set": {"type": "update_profile", "set": {"done": 1}, "next": "tell"},
                "tell": {"type": "message", "channel": "email", "template": "offer"}}})");
  history.track(3, "A");
  CHECK(history.entries() == Lines{"3..3 exit_when"});
  CHECK(history.model.entries()[0].node == "set");
  CHECK(history.messages().empty());
}

TEST_CASE("model: a condition exit turns by time alone") {
  History history(
      with(kRecovery, "exit_when", R"([{"event": "Cart", "count": {"lte": 0}, "within": "30m"}])"));
  history.track(0, "Cart");
  history.model.advance(kDay);
  CHECK(history.entries() == Lines{"0..1800001 exit_when"});
}

const char* const kWait = R"({
    "key": "f", "trigger": {"event": "A"}, "start": "wait",
    "nodes": {"wait": {"type": "wait_until", "timeout": "1h", "else": "late", "paths": [
                {"event": "B", "where": [{"property": "total", "gte": 10}], "next": "big"},
                {"when": {"trait": "vip", "eq": true}, "next": "vip"}]},
              "big": {"type": "exit", "reason": "big"}, "vip": {"type": "exit", "reason": "vip"},
              "late": {"type": "exit", "reason": "late"}}})";

TEST_CASE("model: a wait goes by the first path that comes true, else at its timeout") {
  History by_event(kWait);
  by_event.track(0, "A");
  by_event.track(1, "B", R"({"total": 9})");
  by_event.track(2, "B", R"({"total": 10})");
  CHECK(by_event.entries() == Lines{"0..2 big"});
  History by_condition(kWait);
  by_condition.track(0, "A");
  by_condition.identify(5, R"({"vip": true})");
  CHECK(by_condition.entries() == Lines{"0..5 vip"});
  History at_once(kWait);
  at_once.identify(0, R"({"vip": true})");
  at_once.track(1, "A");
  CHECK(at_once.entries() == Lines{"1..1 vip"});
  History late(kWait);
  late.track(0, "A");
  late.model.advance(kDay);
  CHECK(late.entries() == Lines{"0..3600000 late"});
  // A record at the very millisecond of the timeout comes before it.
  History last_moment(kWait);
  last_moment.track(0, "A");
  last_moment.track(kHour, "B", R"({"total": 10})");
  CHECK(last_moment.entries() == Lines{"0..3600000 big"});
}

TEST_CASE("model: what a paused flow waited for goes on when it resumes") {
  History history(kWait);
  history.track(0, "A");
  history.model.control("f", "paused", 1);
  history.track(2, "B", R"({"total": 10})");
  history.model.advance(2 * kHour);
  CHECK(history.entries() == Lines{"0.."});
  history.model.control("f", "live", 2 * kHour);
  history.model.settle();
  CHECK(history.entries() == Lines{"0..7200000 big"});
}

TEST_CASE("model: goals count once, inside their window, also after the end") {
  struct Row {
    const char* goal;
    std::vector<Millis> orders;
    std::optional<Millis> converted;
  };
  const Row rows[] = {
      {R"({"event": "Order", "within": "2h"})", {5, 9}, 5},
      {R"({"event": "Order", "within": "2h"})", {2 * kHour}, 2 * kHour},
      {R"({"event": "Order", "within": "2h"})", {2 * kHour + 1}, std::nullopt},
      {R"({"event": "Order"})", {7}, 7}, // the very record that ends it
      {R"({"event": "Order"})", {kHour + 1}, std::nullopt},
      {R"({"when": {"trait": "x", "exists": false}})", {}, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.goal);
    History history(with(kRecovery, "goal", row.goal));
    history.track(0, "Cart");
    for (const Millis at : row.orders) history.track(at, "Order");
    if (row.orders.empty()) history.model.settle();
    history.track(kDay, "Other");
    CHECK((history.model.entries()[0].converted_at == row.converted));
  }
}

TEST_CASE("model: a counted node is passed so often, then it leads elsewhere") {
  const char* const loop = R"({
      "key": "f", "trigger": {"event": "A"}, "start": "day",
      "nodes": {"day": {"type": "delay", "for": "1d", "next": "tell", "max": 2},
                "tell": {"type": "message", "channel": "email", "template": "offer",
                         "next": "day"}}})";
  History history(loop);
  history.track(0, "A");
  history.model.advance(10 * kDay);
  CHECK(history.messages() == Lines{"86400000 offer", "172800000 offer"});
  CHECK(history.entries() == Lines{"0..172800000 max"});
  CHECK(history.model.entries()[0].node == "tell");
}

TEST_CASE("model: a gate lets so many through in any window, in order") {
  History history(R"({
      "key": "f", "trigger": {"event": "A"}, "entry_key": "event.id",
      "reentry": "concurrent_by_key", "start": "gate",
      "nodes": {"gate": {"type": "rate_gate", "limit": 2, "per": "1h", "next": "tell"},
                "tell": {"type": "message", "channel": "email", "template": "offer"}}})");
  for (int i = 0; i < 5; ++i) {
    history.track(i, "A", ("{\"id\": " + std::to_string(i) + "}").c_str());
  }
  history.model.advance(kDay);
  CHECK(history.messages() ==
        Lines{"0 offer", "1 offer", "3600000 offer", "3600001 offer", "7200000 offer"});
}

TEST_CASE("model: all that a start causes comes before the next person's") {
  History history(R"({
      "key": "f", "trigger": {"schedule": "0 9 1 * *"}, "reentry": "after_exit",
      "max_entries": 3, "start": "gate",
      "nodes": {"gate": {"type": "rate_gate", "limit": 1, "per": "1h", "next": "again"},
                "again": {"type": "start_flow", "flow": "f"}}})");
  history.model.add_person("q");
  history.model.advance(9 * kHour);
  const auto people = [&] {
    std::vector<size_t> found;
    for (const FlowEntry& entry : history.model.entries()) found.push_back(entry.person);
    return found;
  };
  CHECK(people() == std::vector<size_t>{0, 0, 1});
  CHECK(history.entries() == Lines{"32400000..32400000 completed", "32400000..", "32400000.."});
  history.model.advance(10 * kHour); // the first one's second entry is the next at the gate
  CHECK(history.entries()[1] == "32400000..36000000 completed");
  CHECK(history.refusals() == Lines{"36000000 max_entries"});
}

TEST_CASE("model: local times across the nights in which clocks are moved") {
  struct Row {
    const char* node;
    const char* asked;
    const char* passed;
  };
  const Row rows[] = {
      {R"({"time": "08:00"})", "2024-03-09T22:00Z", "2024-03-10T12:00Z"},
      {R"({"time": "02:30"})", "2024-03-10T05:00Z", "2024-03-10T07:30Z"},
      {R"({"time": "01:30"})", "2024-11-03T00:00Z", "2024-11-03T05:30Z"},
      {R"({"time": "01:30"})", "2024-11-03T06:00Z", "2024-11-04T06:30Z"}, // the first has passed
      {R"({"time": "08:00"})", "2024-03-10T12:00Z", "2024-03-10T12:00Z"},
      {R"({"time": "08:00", "weekdays": ["thu"]})", "2024-03-10T12:00Z", "2024-03-14T12:00Z"},
      {R"({"weekdays": ["thu"]})", "2024-03-14T03:59Z", "2024-03-14T04:00Z"},
      {R"({"window": {"from": "09:00", "to": "17:00"}})", "2024-03-10T21:00Z", "2024-03-11T13:00Z"},
      {R"({"window": {"from": "22:00", "to": "02:00"}, "weekdays": ["fri"]})", "2024-03-16T05:30Z",
       "2024-03-16T05:30Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.node);
    CAPTURE(row.asked);
    schema::Value node = schema::parse_json(row.node);
    node.set("type", "delay_until");
    schema::Value document = schema::Value::object({{"key", "f"}, {"zone", "America/New_York"}});
    document.set("trigger", schema::parse_json(R"({"event": "A"})")).set("start", "n");
    document.set("nodes", schema::Value::object({{"n", node}}));
    History history(document);
    const Millis asked = parse_time(row.asked).value();
    history.track(asked, "A");
    history.model.advance(asked + 8 * kDay);
    CHECK(format_time(*history.model.entries()[0].ended_at) ==
          format_time(parse_time(row.passed).value()));
  }
}

TEST_CASE("model: dates and schedules start at their instants") {
  const char* const birthday = R"({
      "key": "f", "trigger": {"date": "born", "offset": "-1d", "time": "09:00", "yearly": true},
      "reentry": "after_exit", "start": "bye", "nodes": {"bye": {"type": "exit"}}})";
  History history(birthday);
  history.identify(parse_time("2023-01-01").value(), R"({"born": "1996-02-29"})");
  history.model.advance(parse_time("2024-12-31").value());
  CHECK(format_time(history.model.entries().at(0).started_at) == "2023-02-27T09:00:00.000Z");
  CHECK(format_time(history.model.entries().at(1).started_at) == "2024-02-28T09:00:00.000Z");
  CHECK(history.model.entries().size() == 2);
  History scheduled(with(birthday, "trigger", R"({"schedule": "0 9 1 * *"})"));
  scheduled.model.advance(40 * kDay);
  CHECK(scheduled.entries() == Lines{"32400000..32400000 exited", "2710800000..2710800000 exited"});
}

TEST_CASE("model: what it does not know it refuses") {
  History history(kRecovery);
  history.track(1, "Cart");
  CHECK_THROWS_AS(history.track(0, "Cart"), std::invalid_argument);
  schema::Value unknown = schema::parse_json(kRecovery);
  unknown.find("nodes")->find("hour")->set("type", "teleport");
  History strange(unknown);
  CHECK_THROWS_AS(strange.track(0, "Cart"), std::invalid_argument);
}

} // namespace
} // namespace beckon::flow
