// Experiments through the engine: who is counted for what, when the winner is found, and who goes
// its way from then on.
#include <doctest/doctest.h>

#include <algorithm>

#include "schema/json.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

// Everybody is written to: variant "a" by "hello", variant "b" by "hi".
std::string document(std::string_view winner) {
  return R"({"key": "test", "trigger": {"event": "Go"}, "goal": {"event": "Bought"},
    "start": "pick", "nodes": {
      "pick": {"type": "experiment", "key": "subject", "winner": )" +
         std::string(winner) + R"(, "variants": [
        {"key": "a", "weight": 1, "next": "hello"}, {"key": "b", "weight": 1, "next": "hi"}]},
      "hello": {"type": "message", "channel": "email", "template": "news", "next": "wait"},
      "hi": {"type": "message", "channel": "email", "template": "news", "next": "wait"},
      "wait": {"type": "delay", "for": "30d"}}})";
}

struct Trial {
  TestWorkspace workspace;
  size_t people = 0;

  explicit Trial(std::string_view winner) {
    workspace.email_template("news");
    workspace.sandbox();
    workspace.flow(document(winner));
  }
  // Lets so many more people in; answers who took which variant.
  std::map<std::string, std::vector<std::string>> enter(size_t count) {
    std::map<std::string, std::vector<std::string>> by_variant;
    for (; count > 0; --count) {
      const std::string who = "u" + std::to_string(people++);
      workspace.opt_in(who);
      workspace.track(who, "Go");
      by_variant[variant_of(who)].push_back(who);
    }
    workspace->settle();
    return by_variant;
  }
  std::string variant_of(const std::string& who) {
    const auto entries =
        workspace.items("flows.entries", R"({"key": "test", "profile": )" + person(who) + "}");
    const schema::Value story =
        workspace.call("flows.explain", R"({"entry": ")" + text_of(entries.at(0), "id") + "\"}");
    return text_of(story.find("steps")->as_array().at(0), "variant");
  }
  void receipt(const std::string& who, std::string_view state) {
    const auto sends = workspace.items("sends.list", R"({"profile": )" + person(who) + "}");
    workspace.call("receipts.record", R"({"send": ")" + text_of(sends.at(0), "id") +
                                          R"(", "state": ")" + std::string(state) + "\"}");
  }
  schema::Value experiment() {
    const schema::Value stats = workspace.call("flows.stats", R"({"key": "test"})");
    return stats.find("experiments")->as_array().at(0);
  }
  int64_t count(std::string_view variant, std::string_view what) {
    const schema::Value told = experiment();
    for (const schema::Value& row : told.find("variants")->as_array()) {
      if (text_of(row, "variant") == variant) return row.find(what)->as_integer();
    }
    return -1;
  }
};

} // namespace

TEST_CASE("An entry is counted once for each thing that follows its arm") {
  Trial trial(R"({"metric": "opened", "after": "7d"})");
  const auto taken = trial.enter(12);
  REQUIRE(taken.size() == 2); // twelve people are enough for both
  const std::string who = taken.at("a").front();
  trial.receipt(who, "opened");
  trial.receipt(who, "opened");
  trial.receipt(who, "clicked");
  trial.workspace.track(who, "Bought");
  trial.workspace.track(who, "Bought");
  CHECK(trial.count("a", "assigned") == static_cast<int64_t>(taken.at("a").size()));
  CHECK(trial.count("a", "opened") == 1);
  CHECK(trial.count("a", "clicked") == 1);
  CHECK(trial.count("a", "converted") == 1);
  CHECK(trial.count("b", "assigned") == static_cast<int64_t>(taken.at("b").size()));
  CHECK(trial.count("b", "opened") == 0);
  CHECK(trial.workspace.broken() == "");
}

TEST_CASE("The better variant wins at its instant, and takes everybody new") {
  Trial trial(R"({"metric": "opened", "after": "7d"})");
  const auto taken = trial.enter(12);
  trial.receipt(taken.at("b").front(), "opened");
  trial.workspace->advance_by("6d");
  CHECK(trial.experiment().find("winner") == nullptr);
  CHECK(text_of(trial.experiment(), "decides_at") == "2024-03-08T09:00:00.000Z");
  trial.workspace->advance_by("1d");
  CHECK(text_of(trial.experiment(), "winner") == "b");
  CHECK(text_of(trial.experiment(), "decided_at") == "2024-03-08T09:00:00.000Z");
  const auto later = trial.enter(12);
  CHECK(later.size() == 1);
  CHECK(later.count("b") == 1);
  CHECK(trial.workspace.broken() == "");
}

TEST_CASE("Where too few have come, the winner is found as soon as enough have") {
  Trial trial(R"({"metric": "converted", "after": "1d", "min": 3})");
  auto taken = trial.enter(2);
  trial.workspace->advance_by("2d");
  for (const auto& [variant, who] : taken) {
    if (variant == "a") trial.workspace.track(who.front(), "Bought");
  }
  std::map<std::string, size_t> counts;
  for (const auto& [variant, who] : taken) counts[variant] = who.size();
  while (trial.experiment().find("winner") == nullptr) {
    REQUIRE(trial.people < 100);
    for (const auto& [variant, who] : trial.enter(1)) {
      counts[variant] += who.size();
      if (variant == "a") trial.workspace.track(who.front(), "Bought");
    }
  }
  CHECK(std::min(counts["a"], counts["b"]) == 3);
  CHECK(text_of(trial.experiment(), "winner") == "a");
  CHECK(trial.workspace.broken() == "");
}

TEST_CASE("A new version may decide earlier") {
  Trial trial(R"({"metric": "opened", "after": "30d"})");
  const auto taken = trial.enter(12);
  trial.receipt(taken.at("b").front(), "opened");
  trial.workspace->advance_by("3d");
  trial.workspace.call("flows.update", document(R"({"metric": "opened", "after": "5d"})"));
  trial.workspace.call("flows.publish", R"({"key": "test", "migrate": {}})");
  CHECK(trial.experiment().find("winner") == nullptr);
  trial.workspace->advance_by("2d");
  CHECK(text_of(trial.experiment(), "winner") == "b");
  trial.workspace.reopen();
  CHECK(text_of(trial.experiment(), "winner") == "b");
  CHECK(trial.workspace.broken() == "");
}

} // namespace beckon::engine
