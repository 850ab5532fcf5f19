// The story of an entry: what started it, why it went each way, what became of its messages.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

struct Told {
  TestWorkspace workspace;

  schema::Value story(const std::string& flow, const std::string& who) {
    const auto entries = workspace.items(
        "flows.entries", R"({"key": ")" + flow + R"(", "profile": )" + person(who) + "}");
    return workspace.call("flows.explain",
                          R"({"entry": ")" + text_of(entries.back(), "id") + "\"}");
  }
  void happen(const std::string& who, std::string_view event, std::string_view properties) {
    workspace->track(R"({"user_id": ")" + who + R"(", "event": ")" + std::string(event) +
                     R"(", "properties": )" + std::string(properties) + "}");
  }
};

// "node → to: by" of each step.
std::vector<std::string> ways(const schema::Value& story) {
  std::vector<std::string> lines;
  for (const schema::Value& step : story.find("steps")->as_array()) {
    const schema::Value* why = step.find("why");
    lines.push_back(text_of(step, "node") + " > " + text_of(step, "to") + ": " +
                    (why == nullptr ? "waits" : text_of(*why, "by")));
  }
  return lines;
}

const schema::Value& step(const schema::Value& story, size_t at) {
  return story.find("steps")->as_array().at(at);
}

using Ways = std::vector<std::string>;

} // namespace

TEST_CASE("A story leads from the event over each choice to the message and its refusal") {
  Told told;
  told.workspace.email_template("offer");
  told.workspace.flow(R"({"key": "cart", "trigger": {"event": "Checkout Started"},
      "start": "hour", "nodes": {
        "hour": {"type": "delay", "for": "1h", "next": "worth"},
        "worth": {"type": "split", "branches": [
            {"when": {"trait": "vip", "eq": true}, "next": "call"},
            {"when": {"trait": "vip", "exists": false}, "next": "offer"}], "else": "call"},
        "offer": {"type": "message", "channel": "email", "template": "offer", "next": "bought"},
        "bought": {"type": "wait_until", "paths": [
            {"event": "Order Placed", "match": {"property": "cart", "equals": "entry.cart"},
             "next": "tag"}], "timeout": "3d", "else": "call"},
        "tag": {"type": "update_profile", "set": {"buyer": true}},
        "call": {"type": "exit", "reason": "to call"}}})");
  told.happen("u1", "Checkout Started", R"({"cart": "c7"})");
  told.workspace->advance_by("2h");
  told.happen("u1", "Order Placed", R"({"cart": "c8"})");
  told.workspace->advance_by("1h");
  told.happen("u1", "Order Placed", R"({"cart": "c7", "total": 20})");
  const schema::Value story = told.story("cart", "u1");
  CHECK(ways(story) == Ways{"hour > worth: time", "worth > offer: branch", "offer > bought: passed",
                            "bought > tag: event", "tag > : passed"});
  const schema::Value& started = *story.find("started");
  CHECK(text_of(started, "by") == "event");
  CHECK(text_of(*started.find("event"), "name") == "Checkout Started");
  CHECK(text_of(*started.find("event")->find("properties"), "cart") == "c7");
  CHECK(step(story, 1).find("why")->find("branch")->as_integer() == 1);
  CHECK(schema::to_json(*step(story, 1).find("why")->find("when")) ==
        R"({"trait":"vip","exists":false})");
  const schema::Value& message = *step(story, 2).find("message");
  CHECK(text_of(message, "template") == "offer");
  CHECK(text_of(message, "state") == "excluded");
  CHECK(text_of(message, "reason") == "no_address");
  const schema::Value& event = *step(story, 3).find("why")->find("event");
  CHECK(event.find("properties")->find("total")->as_integer() == 20);
  CHECK(text_of(*story.find("ended"), "state") == "completed");
  CHECK(text_of(*story.find("entry"), "state") == "completed");
}

TEST_CASE("A story tells of a timeout, of the event that ended it, and of what still waits") {
  Told told;
  told.workspace.flow(R"({"key": "wait", "trigger": {"event": "Go"}, "reentry": "after_exit",
      "exit_when": [{"event": "Pause"}, {"trait": "left", "eq": true}], "start": "answer",
      "nodes": {
        "answer": {"type": "wait_until", "paths": [{"event": "Yes", "next": "week"},
            {"when": {"trait": "yes", "eq": true}, "next": "week"}],
            "timeout": "1d", "else": "week"},
        "week": {"type": "delay", "for": "7d"}}})");
  told.workspace.track("u1", "Go");
  told.workspace->advance_by("1d");
  CHECK(ways(told.story("wait", "u1")) == Ways{"answer > week: timeout", "week > : waits"});
  told.workspace.track("u1", "Pause");
  const schema::Value stopped = told.story("wait", "u1");
  const schema::Value& ended = *stopped.find("ended");
  CHECK(text_of(ended, "reason") == "exit_when");
  CHECK(text_of(*ended.find("why"), "by") == "event");
  CHECK(ended.find("why")->find("exit")->as_integer() == 0);
  told.workspace.track("u2", "Go");
  told.workspace->identify(R"({"user_id": "u2", "traits": {"yes": true}})");
  CHECK(ways(told.story("wait", "u2")) == Ways{"answer > week: condition", "week > : waits"});
  told.workspace->identify(R"({"user_id": "u2", "traits": {"left": true}})");
  const schema::Value left = told.story("wait", "u2");
  CHECK(text_of(*left.find("ended")->find("why"), "by") == "condition");
  CHECK(left.find("ended")->find("why")->find("exit")->as_integer() == 1);
}

TEST_CASE("A story goes on over a migration, and knows a segment and a full node") {
  Told told;
  told.workspace.segment("busy", R"({"event": "Seen", "count": {"gte": 2}})");
  told.workspace.flow(R"({"key": "f", "trigger": {"segment": "busy", "on": "entered"},
      "start": "a", "nodes": {"a": {"type": "delay", "for": "1h", "next": "b"},
                              "b": {"type": "delay", "for": "9d"}}})");
  told.workspace.track("u1", "Seen");
  told.workspace.track("u1", "Seen");
  told.workspace->advance_by("1h");
  told.workspace.call("flows.update", R"({"key": "f", "trigger": {"segment": "busy",
      "on": "entered"}, "start": "a", "nodes": {
        "a": {"type": "delay", "for": "1h", "next": "c"},
        "c": {"type": "delay", "for": "2h", "max": 2, "after_max": "d", "next": "c"},
        "d": {"type": "delay", "for": "1d"}}})");
  told.workspace.call("flows.publish", R"({"key": "f", "migrate": {"b": "c"}})");
  told.workspace->advance_by("4h");
  const schema::Value story = told.story("f", "u1");
  CHECK(text_of(*story.find("started"), "by") == "segment");
  CHECK(text_of(*story.find("started"), "segment") == "busy");
  CHECK(ways(story) ==
        Ways{"a > b: time", "b > c: migration", "c > c: time", "c > d: max", "d > : waits"});
  CHECK(step(story, 1).find("why")->find("version")->as_integer() == 2);
}

TEST_CASE("Of an entry that is not there, no story is told") {
  Told told;
  const auto ask = [&](const char* id) {
    told.workspace.call("flows.explain", std::string(R"({"entry": ")") + id + "\"}");
  };
  CHECK_THROWS_AS(ask("e_0000000000000"), Error);
  CHECK_THROWS_AS(ask("nonsense"), Error);
}

} // namespace beckon::engine
