#include <map>

#include "base/limits.h"
#include "segment/random_place.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

// How many of 10,000 profiles take which way; "(orders)" are those that leave.
std::map<std::string, size_t> ways_of(const Node& node) {
  std::map<std::string, size_t> ways;
  ListedWorld world;
  Entry entry;
  entry.flow = "f";
  entry.node = "a";
  for (size_t i = 0; i < 10'000; ++i) {
    world.id = "profile-" + std::to_string(i);
    const std::string way = passes_to(node.step(entry, world, arrival(0)));
    CHECK(passes_to(node.step(entry, world, arrival(9))) == way); // stable
    ++ways[way];
  }
  return ways;
}

TEST_CASE("a random split goes by weight, by the documented hash") {
  const NodePtr split = node_of(R"({"type": "random_split", "branches": [
      {"weight": 2, "next": "b"}, {"weight": 0, "next": "c"}, {"weight": 1}]})");
  CHECK(split->type() == "random_split");
  CHECK(split->targets() == std::vector<std::string>{"b", "c"});
  const auto ways = ways_of(*split);
  CHECK(ways.count("c") == 0);
  CHECK(ways.at("b") > 6'500);
  CHECK(ways.at("b") < 6'850);
  CHECK(ways.at("") == 10'000 - ways.at("b"));
  // The place of SHA-256("f/a:p1") among 2^64 parts, of which the first two thirds lead to b.
  Entry entry;
  entry.flow = "f";
  entry.node = "a";
  const bool below = segment::random_place("f/a", "p1") < 0xaaaaaaaaaaaaaaaaU;
  CHECK(passes_to(split->step(entry, ListedWorld(), arrival(0))) == (below ? "b" : ""));
}

TEST_CASE("another flow or node draws anew") {
  const NodePtr split = node_of(
      R"({"type": "random_split", "branches": [{"weight": 1, "next": "b"}, {"weight": 1}]})");
  size_t equal = 0;
  for (size_t i = 0; i < 1'000; ++i) {
    ListedWorld world;
    world.id = std::to_string(i);
    Entry here, there;
    here.flow = there.flow = "f";
    here.node = "a";
    there.node = "other";
    equal += passes_to(split->step(here, world, arrival(0))) ==
                     passes_to(split->step(there, world, arrival(0)))
                 ? 1
                 : 0;
  }
  CHECK(equal > 400);
  CHECK(equal < 600);
}

TEST_CASE("a holdout keeps its share out") {
  const NodePtr leaves = node_of(R"({"type": "holdout", "share": 0.1, "next": "b"})");
  CHECK(leaves->type() == "holdout");
  CHECK(leaves->targets() == std::vector<std::string>{"b"});
  const auto ways = ways_of(*leaves);
  CHECK(ways.at("(orders)") > 900);
  CHECK(ways.at("(orders)") < 1'100);
  CHECK(ways.at("b") == 10'000 - ways.at("(orders)"));
  const NodePtr led = node_of(R"({"type": "holdout", "share": 0.1, "next": "b", "held": "c"})");
  CHECK(led->targets() == std::vector<std::string>{"b", "c"});
  CHECK(ways_of(*led).at("c") == ways.at("(orders)"));
  ListedWorld world;
  Entry entry;
  for (size_t i = 0;; ++i) {
    world.id = std::to_string(i);
    const Step step = leaves->step(entry, world, arrival(0));
    if (passes_to(step) != "(orders)") continue;
    CHECK(std::get<Finish>(step.command).reason == "holdout");
    break;
  }
}

TEST_CASE("mistakes of random nodes") {
  const auto issues = [](const char* node) { return issues_of(flow_of_node(node, false)); };
  using Lines = std::vector<std::string>;
  CHECK(issues(R"({"type": "random_split", "branches": [
            {"weight": 0}, {"weight": 0, "share": 1}]})") ==
        Lines{"/nodes/a/branches/1/share: unknown member \"share\" "
              "(known: \"weight\", \"next\")",
              "/nodes/a/branches: nobody would go anywhere: every weight is 0 "
              "(give at least one a weight above 0)"});
  CHECK(issues(R"({"type": "random_split", "branches": [
            {"weight": 0.5}, {"weight": -1}, {}, {"weight": 1000001}]})") ==
        Lines{"/nodes/a/branches/0/weight: expected a whole number from 0 to 1000000",
              "/nodes/a/branches/1/weight: expected a whole number from 0 to 1000000",
              "/nodes/a/branches/2: the member \"weight\" is missing",
              "/nodes/a/branches/3/weight: expected a whole number from 0 to 1000000"});
  CHECK(issues(R"({"type": "holdout"})") ==
        Lines{"/nodes/a: the member \"share\" is missing (how many are held out, such as 0.1)"});
  for (const char* share : {"0", "1", "10", "\"0.1\"", "-0.5"}) {
    CHECK(issues(("{\"type\": \"holdout\", \"share\": " + std::string(share) + "}").c_str()) ==
          Lines{"/nodes/a/share: expected a number between 0 and 1 (0.1 holds out every tenth)"});
  }
}

} // namespace
} // namespace beckon::flow
