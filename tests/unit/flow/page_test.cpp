// docs/flows.md is true: its blocks are flows, members of flows or nodes that are accepted, its
// table of times tells when entries pass, and it leaves no kind of node and no limit out.
#include <fstream>
#include <set>
#include <sstream>

#include "flow/nodes/registry.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

std::string read_page() {
  std::ifstream file(BECKON_DOCS "/flows.md");
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<schema::Value> blocks() {
  std::vector<schema::Value> found;
  std::istringstream page(read_page());
  for (std::string line; std::getline(page, line);) {
    if (line != "```json") continue;
    std::string json;
    while (std::getline(page, line) && line != "```") json += line + "\n";
    CAPTURE(json);
    found.push_back(schema::parse_json(json));
  }
  return found;
}

// Every node key that something inside leads to.
void collect_targets(const schema::Value& value, std::set<std::string>* keys) {
  if (value.is_array()) {
    for (const schema::Value& item : value.as_array()) collect_targets(item, keys);
  }
  if (!value.is_object()) return;
  for (const schema::Member& member : value.as_object()) {
    const std::set<std::string> leads = {"next", "else", "held", "after_max"};
    if (leads.count(member.key) != 0 && member.value.is_string()) {
      keys->insert(member.value.as_string());
    }
    collect_targets(member.value, keys);
  }
}

// A flow that begins with the node and ends wherever it leads.
schema::Value flow_around(const schema::Value& node) {
  std::set<std::string> keys;
  collect_targets(node, &keys);
  schema::Value nodes = schema::Value::object({{"a", node}});
  for (const std::string& key : keys) nodes.set(key, schema::parse_json(R"({"type": "exit"})"));
  schema::Value document = flow_with("{}");
  document.set("nodes", nodes);
  return document;
}

TEST_CASE("the page of flows: every block is accepted, and every kind of node has one") {
  std::set<std::string> types;
  for (const schema::Value& block : blocks()) {
    CAPTURE(schema::to_json(block));
    if (block.find("nodes") != nullptr) {
      CHECK(parse_sound(block) != nullptr);
    } else if (const schema::Value* type = block.find("type")) {
      types.insert(type->as_string());
      CHECK(parse_sound(flow_around(block)) != nullptr);
    } else {
      CHECK(parse_sound(flow_with(schema::to_json(block))) != nullptr);
    }
  }
  const std::vector<std::string>& known = node_types();
  CHECK(types == std::set<std::string>(known.begin(), known.end()));
}

TEST_CASE("the page of flows: entries pass when its table says") {
  std::istringstream page(read_page());
  size_t rows = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `{\"") || line.find("Z |") == std::string::npos) continue;
    CAPTURE(line);
    ++rows;
    const size_t code = line.find("}` | ") + 1;
    schema::Value node = schema::parse_json(line.substr(3, code - 3));
    std::istringstream rest(line.substr(code + 4));
    std::string zone, bar, arrives, passes;
    rest >> zone >> bar >> arrives >> bar >> passes;
    node.set("type", "delay_until");
    node.set("next", "b");
    const NodePtr delay = node_of(schema::to_json(node));
    ListedWorld world;
    world.place = find_zone(zone);
    REQUIRE(world.place != nullptr);
    const Millis at = parse_time(arrives).value();
    const Step step = delay->step(Entry(), world, arrival(at));
    const Millis found = passes_to(step) == "b" ? at : waits_until(step);
    CHECK(format_time(found) == format_time(parse_time(passes).value()));
  }
  CHECK(rows == 11);
}

TEST_CASE("the page of flows: its limits are those that there are") {
  const std::string page = read_page();
  const auto says = [&](const std::string& text) {
    CAPTURE(text);
    CHECK(page.find(text) != std::string::npos);
  };
  static_assert(limits::flow_nodes == 500 && limits::flow_branches == 100);
  static_assert(limits::flow_exits == 100 && limits::node_passes == 1'000);
  static_assert(limits::node_retries == 10 && limits::rate_limit == 100'000);
  static_assert(limits::split_weight == 1'000'000 && limits::url_bytes == 2'048);
  static_assert(limits::webhook_headers == 50 && limits::entry_visits == 1'000);
  for (const char* row :
       {"`flow_nodes` | 500 ", "`flow_branches` | 100 ", "`flow_exits` | 100 ",
        "`entry_visits` | 1,000 ", "| 1,000 in `max`, 10 in `retry` |", "| 100,000 in `limit`",
        "| 1,000,000 in `weight`", "| 2,048 bytes of a URL, 50 headers |"}) {
    says(row);
  }
}

} // namespace
} // namespace beckon::flow
