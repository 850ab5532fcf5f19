// What becomes of entries between two versions, rule by rule.
#include "engine/flow_versions.h"

#include <doctest/doctest.h>

#include "schema/json.h"

namespace beckon::engine {
namespace {

flow::DefinitionPtr version(uint32_t number, std::string_view nodes, std::string_view start) {
  schema::Value document = schema::parse_json(R"({"key": "f", "trigger": {"event": "E"}})");
  document.set("start", start);
  document.set("nodes", schema::parse_json(nodes));
  Issues issues;
  const auto parsed = flow::parse_flow(document, AnyName(ComputedTraits()), &issues);
  REQUIRE(issues.empty());
  auto numbered = std::make_shared<flow::Definition>(*parsed);
  numbered->version = number;
  return numbered;
}

constexpr const char* kOld = R"({"a": {"type": "delay", "for": "1h", "next": "b"},
  "b": {"type": "delay", "for": "2h", "next": "c"}, "c": {"type": "delay", "for": "3h"}})";
constexpr const char* kNew = R"({"a": {"type": "delay", "for": "1h", "next": "b"},
  "b": {"type": "delay", "for": "5h", "next": "d"}, "d": {"type": "delay", "for": "3h"}})";

struct Change {
  Flow flow;
  flow::DefinitionPtr next = version(2, kNew, "a");
  Issues issues;
  std::map<std::string, uint64_t> waiting = {{"a", 1}, {"b", 2}, {"c", 3}}; // version 1

  Change() {
    flow.number = 9;
    flow.key = "f";
    flow.status = "live";
    flow.version = 1;
    flow.versions[1] = version(1, kOld, "a");
  }
  // "becomes to" by node.
  std::map<std::string, std::string> ask(std::string_view migrate) {
    issues.clear();
    const schema::Value said = migrate.empty() ? schema::Value() : schema::parse_json(migrate);
    const Migration migration(&flow, *next, said, &issues);
    const auto rows = fates(
        &flow, migration,
        [&](const NodeId& id) {
          const auto& nodes = flow.versions.at(id.version)->nodes;
          return id.version == 1 ? waiting[std::next(nodes.begin(), id.node)->first] : 0;
        },
        &issues);
    std::map<std::string, std::string> told;
    for (const NodeFate& row : rows) {
      told[row.node] = std::string(fate_name(row.fate.what)) +
                       (row.fate.node.empty() ? "" : " " + row.fate.node);
    }
    return told;
  }
  std::vector<std::string> pointers() const {
    std::vector<std::string> all;
    for (const Issue& issue : issues) all.push_back(issue.pointer);
    return all;
  }
};

using Told = std::map<std::string, std::string>;

} // namespace

TEST_CASE("Without a word entries stay, but not at a node that is gone") {
  Change change;
  change.ask("");
  CHECK(change.pointers() == std::vector<std::string>{"/migrate/c"});
  CHECK(change.issues.front().message.find("3 entries wait") == 0);
  change.waiting["c"] = 0;
  CHECK((change.ask("") == Told{{"a", "stay"}, {"b", "stay"}}));
  CHECK(change.issues.empty());
}

TEST_CASE("An entry keeps waiting at an equal node, and comes anew to any other") {
  Change change;
  CHECK((change.ask(R"({"c": "d"})") == Told{{"a", "keep a"}, {"b", "move b"}, {"c", "move d"}}));
  CHECK(change.issues.empty());
  CHECK((change.ask(R"({"a": "d", "c": {"exit": true}, "b": {"stay": true}})") ==
         Told{{"a", "move d"}, {"b", "stay"}, {"c", "exit"}}));
  CHECK(change.issues.empty());
}

TEST_CASE("A star speaks of every node that is not named") {
  Change change;
  CHECK((change.ask(R"({"*": {"stay": true}})") ==
         Told{{"a", "stay"}, {"b", "stay"}, {"c", "stay"}}));
  CHECK((change.ask(R"({"*": "a", "b": {"exit": true}})") ==
         Told{{"a", "keep a"}, {"b", "exit"}, {"c", "move a"}}));
  CHECK(change.issues.empty());
}

TEST_CASE("All mistakes of a migration are told at once") {
  Change change;
  change.ask(R"({"x": "a", "a": "e", "b": 7, "*": {"leave": true}})");
  CHECK(change.pointers() == std::vector<std::string>{"/migrate/x", "/migrate/a", "/migrate/b",
                                                      "/migrate/*", "/migrate/c"});
  change.ask("[]");
  CHECK(change.pointers().front() == "/migrate");
  change.ask(R"({"c": {"exit": true, "stay": true}})");
  CHECK(change.pointers().front() == "/migrate/c");
}

TEST_CASE("Entries that an earlier publication left behind hold up no later one") {
  Change change;
  change.flow.versions[2] = change.next;
  change.flow.version = 2;
  change.next = version(3, kNew, "a");
  CHECK((change.ask("") == Told{{"a", "stay"}, {"b", "stay"}, {"c", "stay"}}));
  CHECK(change.issues.empty());
  change.ask("{}"); // all are to follow: then it must be said where to
  CHECK(change.pointers() == std::vector<std::string>{"/migrate/c"});
}

TEST_CASE("A first publication has nobody to move") {
  Change change;
  Issues issues;
  const Migration migration(nullptr, *change.next, schema::parse_json(R"({"a": "b"})"), &issues);
  CHECK(issues.size() == 1);
  CHECK(fates(
            nullptr, migration, [](const NodeId&) { return uint64_t{1}; }, &issues)
            .empty());
}

} // namespace beckon::engine
