// Flows that are edited under their entries: after any sequence of versions, migrations, rollbacks,
// pauses and time, each entry stands at one node that exists or has ended, what was foretold by the
// dry run is what happened, timers and waiting entries match, counts equal a recount, and a replay
// of the journal gives the same state.
#include <algorithm>
#include <map>
#include <set>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::Error;
using beckon::schema::parse_json;
using beckon::schema::to_json;

constexpr size_t kPeople = 5;
const std::vector<std::string> kKeys = {"a", "b", "c", "d", "e"};

Value random_node(Random& random, const std::string& next) {
  Value node = Value::object();
  switch (random.below(6)) {
    case 4: node = parse_json(R"({"type": "rate_gate", "limit": 1, "per": "30m"})"); break;
    case 5: {
      if (next.empty()) return random_node(random, next);
      const Value path = Value::object({{"event", "Yes"}, {"next", next}});
      return Value::object({{"type", "wait_until"},
                            {"paths", Value::array({path})},
                            {"timeout", "2h"},
                            {"else", next}});
    }
    case 0:
      node.set("type", "update_profile");
      node.set("set", Value::object({{"x", random.between(0, 2)}}));
      break;
    case 1: {
      if (next.empty()) return random_node(random, next);
      const Value when = Value::object({{"trait", "x"}, {"eq", random.between(0, 2)}});
      return Value::object(
          {{"type", "split"},
           {"branches", Value::array({Value::object({{"when", when}, {"next", next}})})}});
    }
    default:
      node.set("type", "delay");
      node.set("for", random.one_of(std::vector<std::string>{"20m", "1h", "3h"}));
  }
  if (!next.empty()) node.set("next", next);
  return node;
}

// A chain over some of the keys, in any order.
Value random_flow(Random& random) {
  std::vector<std::string> keys = kKeys;
  for (size_t i = keys.size(); i > 1; --i) std::swap(keys[i - 1], keys[random.below(i)]);
  keys.resize(1 + random.below(keys.size()));
  Value nodes = Value::object();
  for (size_t i = 0; i < keys.size(); ++i) {
    nodes.set(keys[i], random_node(random, i + 1 < keys.size() ? keys[i + 1] : std::string()));
  }
  Value flow = Value::object({{"key", "f"}, {"start", keys.front()}, {"nodes", nodes}});
  flow.set("trigger", parse_json(R"({"event": "Go"})"));
  flow.set("reentry", "after_exit");
  if (random.one_in(3)) {
    const Value exit = Value::object({{"trait", "x"}, {"eq", random.between(0, 2)}});
    flow.set("exit_when", Value::array({exit}));
  }
  return flow;
}

// Where the chain goes on from a node.
std::string next_of(const Value& node) {
  for (const char* ways : {"branches", "paths"}) {
    if (const Value* rows = node.find(ways)) return next_of(rows->as_array().front());
  }
  const Value* next = node.find("next");
  return next == nullptr ? std::string() : next->as_string();
}

// Changes one node, or makes a new flow altogether.
Value edited(Random& random, Value flow) {
  if (random.one_in(2)) return random_flow(random);
  Value* nodes = flow.find("nodes");
  const size_t at = random.below(nodes->size());
  Value& node = nodes->as_object()[at].value;
  node = random_node(random, next_of(node));
  return flow;
}

Value random_fate(Random& random) {
  switch (random.below(3)) {
    case 0: return Value::object({{"exit", true}});
    case 1: return Value::object({{"stay", true}});
    default: return random.one_of(kKeys);
  }
}

Value random_migration(Random& random) {
  if (random.one_in(4)) return {};
  Value migrate = Value::object();
  for (const std::string& key : kKeys) {
    if (random.one_in(4)) migrate.set(key, random_fate(random));
  }
  if (random.one_in(2)) migrate.set("*", random_fate(random));
  return migrate;
}

struct Entry {
  int64_t version;
  std::string state, node, reason, wake_at, arrived_at;
};

std::string text(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : "";
}

std::map<std::string, Entry> entries_of(Shop* shop) {
  std::map<std::string, Entry> entries;
  for (const Value& item : shop->items("flows.entries", R"({"key": "f"})")) {
    entries[text(item, "id")] = {item.find("version")->as_integer(),
                                 text(item, "state"),
                                 text(item, "node"),
                                 text(item, "reason"),
                                 text(item, "wake_at"),
                                 text(item, "arrived_at")};
  }
  return entries;
}

std::set<std::string> nodes_of(Shop* shop, int64_t version) {
  const Value request = Value::object({{"key", "f"}, {"version", version}});
  const Value document = shop->engine().call("flows.get", request);
  std::set<std::string> keys;
  for (const auto& member : document.find("definition")->find("nodes")->as_object()) {
    keys.insert(member.key);
  }
  return keys;
}

void check_places(Shop* shop) {
  std::map<int64_t, std::set<std::string>> nodes;
  for (const auto& [id, entry] : entries_of(shop)) {
    CAPTURE(id);
    if (nodes.count(entry.version) == 0) nodes[entry.version] = nodes_of(shop, entry.version);
    CHECK(nodes[entry.version].count(entry.node) == 1);
    if (entry.state == "active") CHECK(entry.wake_at != "");
    else CHECK(entry.reason != "");
  }
  shop->check_sound();
}

// What the dry run said of the node where the entry stood.
const Value* foretold(const Value& dry, const Entry& entry) {
  for (const Value& row : dry.find("entries")->as_array()) {
    const bool same =
        text(row, "node") == entry.node && row.find("version")->as_integer() == entry.version;
    if (same) return &row;
  }
  return nullptr;
}

void check_foretold(const Value& dry, const std::map<std::string, Entry>& before,
                    const std::map<std::string, Entry>& after) {
  const int64_t version = dry.find("version")->as_integer();
  std::map<const Value*, int64_t> counted;
  for (const auto& [id, was] : before) {
    CAPTURE(id);
    const Entry& is = after.at(id);
    if (was.state != "active") {
      CHECK(is.state == was.state);
      CHECK(is.version == was.version);
      continue;
    }
    const Value* row = foretold(dry, was);
    REQUIRE(row != nullptr);
    ++counted[row];
    const std::string becomes = text(*row, "becomes");
    CAPTURE(becomes);
    // An entry that was moved may end others of its profile, but has none in this flow beside it.
    if (becomes == "exit") CHECK(is.reason == "migration");
    if (becomes == "stay") {
      CHECK(is.version == was.version);
      CHECK(is.node == was.node);
      CHECK(is.wake_at == was.wake_at);
    }
    if (becomes == "move") CHECK(is.version == version);
    if (becomes == "keep") {
      CHECK(is.version == version);
      CHECK(is.node == was.node);
      CHECK(is.arrived_at == was.arrived_at);
      const bool left = is.state == "exited" && is.reason == "exit_when";
      if (!left) CHECK(is.wake_at == was.wake_at);
    }
  }
  for (const Value& row : dry.find("entries")->as_array()) {
    CHECK(row.find("entries")->as_integer() == counted[&row]);
  }
}

// Publishes the draft or an older version, after a dry run. A refusal changes nothing.
void publish(Random& random, Shop* shop, int64_t* version) {
  const bool back = *version > 1 && random.one_in(4);
  Value request = Value::object({{"key", "f"}});
  if (back) request.set("version", random.between(1, *version - 1));
  const Value migrate = random_migration(random);
  if (!migrate.is_null()) request.set("migrate", migrate);
  CAPTURE(to_json(request));
  const char* operation = back ? "flows.rollback" : "flows.publish";
  const auto before = entries_of(shop);
  Value dry_request = request;
  dry_request.set("dry_run", true);
  try {
    const Value dry = shop->engine().call(operation, dry_request);
    CHECK(dry.find("version")->as_integer() == *version + 1);
    const Value done = shop->engine().call(operation, request);
    *version = done.find("version")->as_integer();
    CHECK(*version == dry.find("version")->as_integer());
    check_foretold(dry, before, entries_of(shop));
  } catch (const Error& error) {
    REQUIRE(error.code() == beckon::Code::invalid_definition);
    for (const beckon::Issue& issue : error.issues()) {
      CHECK(issue.pointer.rfind("/migrate", 0) == 0);
    }
    const auto after = entries_of(shop);
    REQUIRE(after.size() == before.size());
    for (const auto& [id, was] : before) CHECK(after.at(id).version == was.version);
    CHECK_THROWS_AS(shop->engine().call(operation, request), Error);
  }
}

} // namespace

TEST_CASE("entries survive every sequence of edits of their flow") {
  for_cases(40, [](Random& random) {
    Shop shop;
    Value flow = random_flow(random);
    shop.flow(flow);
    int64_t version = 1;
    for (size_t steps = 10 + random.below(15); steps > 0; --steps) {
      switch (random.below(6)) {
        case 0:
        case 1:
          for (size_t i = 0; i < kPeople; ++i) {
            if (random.one_in(2)) shop.track(i, random.one_in(4) ? "Yes" : "Go");
          }
          break;
        case 2: shop.advance(random.between(1, 90) * kMinute); break;
        case 3:
          shop.identify(random.below(kPeople), Value::object({{"x", random.between(0, 2)}}));
          break;
        default:
          flow = edited(random, flow);
          shop.engine().call("flows.update", flow);
          publish(random, &shop, &version);
      }
      check_places(&shop);
    }
    const std::string hash = shop.engine().verify().state_hash;
    shop.replay();
    CHECK(shop.engine().verify().state_hash == hash);
    check_places(&shop);
  });
}

} // namespace property
