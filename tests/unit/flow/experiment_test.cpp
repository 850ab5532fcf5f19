#include <map>

#include "base/time.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

const char* const kSubject = R"({"type": "experiment", "key": "subject", "variants": [
    {"key": "plain", "weight": 1, "next": "b"}, {"key": "emoji", "weight": 3, "next": "c"}],
    "winner": {"metric": "clicked", "after": "7d", "min": 500}})";

TEST_CASE("an experiment assigns by its key and weights") {
  const DefinitionPtr flow = parse_sound(flow_of_node(kSubject));
  const NodePtr node = flow->nodes.at("a").node;
  CHECK(node->type() == "experiment");
  CHECK(node->targets() == std::vector<std::string>{"b", "c"});
  REQUIRE(flow->experiments.size() == 1);
  const Experiment& experiment = flow->experiments[0];
  CHECK(experiment.key == "subject");
  CHECK(experiment.node == "a");
  REQUIRE(experiment.variants.size() == 2);
  CHECK(experiment.variants[1].key == "emoji");
  CHECK(experiment.variants[1].weight == 3);
  CHECK(experiment.variants[1].next == "c");
  REQUIRE(experiment.winner);
  CHECK(experiment.winner->metric == Experiment::Metric::clicked);
  CHECK(experiment.winner->after == *parse_duration("7d"));
  CHECK(experiment.winner->min == 500);

  std::map<std::string, size_t> arms;
  ListedWorld world;
  for (size_t i = 0; i < 10'000; ++i) {
    world.id = std::to_string(i);
    const Step step = node->step(Entry(), world, arrival(0));
    REQUIRE(std::holds_alternative<Assign>(step.command));
    const Assign& assigned = std::get<Assign>(step.command);
    CHECK(assigned.experiment == "subject");
    CHECK(step.next == (assigned.variant == "plain" ? "b" : "c"));
    ++arms[assigned.variant];
  }
  CHECK(arms.at("plain") > 2'350);
  CHECK(arms.at("plain") < 2'650);
  CHECK(arms.at("emoji") == 10'000 - arms.at("plain"));
}

TEST_CASE("once it is decided everybody goes the winner's way") {
  const NodePtr node = node_of(kSubject);
  ListedWorld world;
  for (const char* won : {"plain", "emoji"}) {
    world.won = won;
    for (size_t i = 0; i < 100; ++i) {
      world.id = std::to_string(i);
      const Step step = node->step(Entry(), world, arrival(0));
      CHECK(std::get<Assign>(step.command).variant == won);
      CHECK(step.next == (world.won == "plain" ? "b" : "c"));
    }
  }
}

TEST_CASE("mistakes of an experiment") {
  const auto issues = [](const char* node) { return issues_of(flow_of_node(node, false)); };
  using Lines = std::vector<std::string>;
  const std::string example = R"( ([{"key": "a", "weight": 1, "next": node key}, …]))";
  CHECK(issues(R"({"type": "experiment", "variants": [{"key": "x", "weight": 1}], "winner": 5})") ==
        Lines{"/nodes/a: the member \"key\" is missing",
              "/nodes/a/variants: one variant can be compared with nothing" + example,
              "/nodes/a/winner: expected an object, found integer "
              "({\"metric\": \"clicked\", \"after\": \"7d\"})"});
  CHECK(issues(R"({"type": "experiment", "key": "k", "variants": [
            {"key": "x", "weight": 1}, {"key": "x", "weight": 1}, {"weight": 1}],
            "winner": {"metric": "sent", "min": 0}})") ==
        Lines{"/nodes/a/variants/1/key: there are two variants \"x\" (each has a key of its own)",
              "/nodes/a/variants/2: the member \"key\" is missing",
              "/nodes/a/winner/metric: unknown value \"sent\" "
              "(known: \"opened\", \"clicked\", \"converted\")",
              "/nodes/a/winner: the member \"after\" is missing",
              "/nodes/a/winner/min: expected a whole number from 1 to 1000000000"});
  CHECK(issues_of(flow_with(R"({"nodes": {
            "a": {"type": "experiment", "key": "k", "variants": [
                  {"key": "x", "weight": 1, "next": "b"}, {"key": "y", "weight": 1}]},
            "b": {"type": "experiment", "key": "k", "variants": [
                  {"key": "x", "weight": 1}, {"key": "y", "weight": 1}]}}})")) ==
        Lines{"/nodes/b/key: the node \"a\" has an experiment of that key"});
}

} // namespace
} // namespace beckon::flow
