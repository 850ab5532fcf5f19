// What happens to entries in the middle of a flow, at whatever kind of node they stand, when their
// profiles are merged or erased, and when the flow is paused, resumed or archived.
#include <doctest/doctest.h>

#include <functional>

#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

// A node at which an entry that comes at 09:00 stands, and leaves to "after" an hour later at the
// latest.
struct Standing {
  const char* kind;
  const char* node; // without its brace at the end
};
const std::vector<Standing>& standings() {
  static const std::vector<Standing> all = {
      {"delay", R"({"type": "delay", "for": "1h")"},
      {"delay_until", R"({"type": "delay_until", "time": "10:00")"},
      {"delay_until a date", R"({"type": "delay_until", "date": "visit")"},
      {"wait_until an event", R"({"type": "wait_until", "timeout": "1h", "else": "after",
          "paths": [{"event": "Never", "next": "after"}])"},
      {"wait_until a condition", R"({"type": "wait_until", "timeout": "1h", "else": "after",
          "paths": [{"when": {"trait": "never", "eq": true}, "next": "after"}])"},
      {"rate_gate", R"({"type": "rate_gate", "limit": 1, "per": "30m")"},
      {"message that is awaited", R"({"type": "message", "channel": "email", "template": "hello",
          "on_error": {"next": "after"})"},
      {"message that is tried again", R"({"type": "message", "channel": "email",
          "template": "hello", "on_error": {"retry": 1, "after": "30m", "then": "skip"})"},
  };
  return all;
}

struct Case {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;
  const Standing& standing;

  explicit Case(const Standing& at, std::string_view reentry = "never")
      : workspace(with_transport()), standing(at) {
    // Nothing is accepted in the first hour: what is sent waits to be tried again.
    transport->answer_with([](const http::Request&) { return broken_off(http::Phase::not_sent); });
    workspace.call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace.email_template("hello");
    const std::string_view node = at.node;
    const bool leads_on = node.find("\"paths\"") != std::string_view::npos;
    workspace.flow(R"({"key": "f", "trigger": {"event": "Start"}, "reentry": ")" +
                   std::string(reentry) + R"(", "start": "stand", "nodes": {"stand": )" + at.node +
                   (leads_on ? "}" : R"(, "next": "after"})") +
                   R"(, "after": {"type": "delay", "for": "30d"}}})");
    // The gate's one slot is taken twice: who comes next waits an hour.
    if (std::string_view(at.kind) == "rate_gate") {
      workspace.track("first", "Start");
      workspace.track("second", "Start");
    }
  }
  engine::Options with_transport() const {
    engine::Options options = manual_options();
    options.transport = transport;
    return options;
  }
  // Somebody with everything that the nodes may ask for, who is in the flow now.
  void enter(const std::string& who, const std::string& identifier = "user_id") {
    const Value traits = Value::object({{"visit", format_time(kStart + kHour)}});
    workspace->identify(to_json(
        Value::object({{identifier, who}, {"email", who + "@shop.example"}, {"traits", traits}})));
    workspace->consent(to_json(Value::object(
        {{identifier, who}, {"channel", "email"}, {"state", "granted"}, {"source", "form"}})));
    workspace->track(to_json(Value::object({{identifier, who}, {"event", "Start"}})));
    workspace->settle();
  }
  // "active stand", "exited merged" … of the profile's entries, oldest first.
  std::vector<std::string> entries(const std::string& who) {
    std::vector<std::string> all;
    const std::string request = R"({"key": "f", "profile": )" + person(who) + "}";
    for (const Value& entry : workspace.items("flows.entries", request)) {
      const std::string state = text_of(entry, "state");
      all.push_back(state + " " + text_of(entry, state == "active" ? "node" : "reason"));
    }
    return all;
  }
  // What had fallen due goes on at once; a try that comes after a pause has its time to wait.
  void resume() {
    workspace.call("flows.resume", R"({"key": "f"})");
    workspace->settle();
    if (std::string_view(standing.kind) == "message that is tried again") {
      workspace->advance_by("1h");
    }
  }
  void pass_an_hour() { workspace->advance_to(kStart + kHour + 5 * kMinute); }
  void check_sound() {
    CHECK(workspace.broken() == "");
    const std::string hash = workspace.state_hash();
    workspace.reopen();
    CHECK(workspace.state_hash() == hash);
  }
};

using Strings = std::vector<std::string>;

void for_each_kind(const std::function<void(const Standing&)>& check) {
  for (const Standing& standing : standings()) {
    CAPTURE(standing.kind);
    check(standing);
  }
}

} // namespace

TEST_CASE("an entry stands at each kind of node for its hour") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("ann");
    shop.workspace->advance_to(kStart + 20 * kMinute);
    // Its tries are over after a minute.
    const bool is_sent = std::string_view(standing.kind) == "message that is awaited";
    CHECK(shop.entries("ann") == Strings{is_sent ? "active after" : "active stand"});
    shop.pass_an_hour();
    CHECK(shop.entries("ann") == Strings{"active after"});
    shop.check_sound();
  });
}

TEST_CASE("a merge moves an entry along, and it goes on at its own instant") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("device", "anonymous_id");
    shop.workspace->identify(R"({"user_id": "ann"})");
    shop.workspace->alias(R"({"user_id": "ann", "previous_id": "device"})");
    CHECK(shop.entries("ann") == Strings{"active stand"});
    shop.check_sound();
    shop.pass_an_hour();
    CHECK(shop.entries("ann") == Strings{"active after"});
    shop.check_sound();
  });
}

TEST_CASE("of two entries in one flow the older goes on after a merge, the other exits as merged") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("ann");
    shop.enter("device", "anonymous_id");
    shop.workspace->alias(R"({"user_id": "ann", "previous_id": "device"})");
    CHECK(shop.entries("ann") == Strings{"active stand", "exited merged"});
    shop.check_sound();
    shop.workspace->advance_to(kStart + 2 * kHour);
    CHECK(shop.entries("ann") == Strings{"active after", "exited merged"});
    shop.workspace.track("ann", "Start");
    CHECK(shop.entries("ann").size() == 2); // it has been here
    shop.check_sound();
  });
}

TEST_CASE("after a merge the survivor's events reach an entry that moved along") {
  const Standing waits = {"wait_until without a timeout", R"({"type": "wait_until", "paths": [
      {"event": "Paid", "match": {"property": "cart", "equals": "entry.cart"}, "next": "after"},
      {"when": {"trait": "vip", "eq": true}, "next": "after"}])"};
  for (const char* moves : {"by an event", "by a trait", "by the merge itself"}) {
    CAPTURE(moves);
    Case shop(waits);
    shop.workspace->track(
        R"({"anonymous_id": "device", "event": "Start", "properties": {"cart": "c1"}})");
    const bool by_merge = std::string_view(moves) == "by the merge itself";
    shop.workspace->identify(by_merge ? R"({"user_id": "ann", "traits": {"vip": true}})"
                                      : R"({"user_id": "ann"})");
    shop.workspace->alias(R"({"user_id": "ann", "previous_id": "device"})");
    CHECK(shop.entries("ann") == Strings{by_merge ? "active after" : "active stand"});
    shop.workspace->track(
        R"({"user_id": "ann", "event": "Paid", "properties": {"cart": "another"}})");
    CHECK(shop.entries("ann") == Strings{by_merge ? "active after" : "active stand"});
    if (std::string_view(moves) == "by a trait") {
      shop.workspace->identify(R"({"user_id": "ann", "traits": {"vip": true}})");
    } else {
      shop.workspace->track(R"({"user_id": "ann", "event": "Paid", "properties": {"cart": "c1"}})");
    }
    CHECK(shop.entries("ann") == Strings{"active after"});
    shop.check_sound();
  }
}

TEST_CASE("an erasure takes an entry from wherever it stands, and nothing of it moves again") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("ann");
    shop.enter("bob");
    shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
    shop.check_sound();
    shop.workspace->advance_to(kStart + 3 * kHour);
    CHECK(shop.entries("bob") == Strings{"active after"});
    for (const Value& entry : shop.workspace.items("flows.entries", R"({"key": "f"})")) {
      if (text_of(entry, "state") != "active") CHECK(text_of(entry, "reason") == "erased");
    }
    shop.check_sound();
  });
}

TEST_CASE("while a flow is paused nothing moves; on resume what fell due goes on in order") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("ann");
    shop.enter("bob");
    shop.workspace.call("flows.pause", R"({"key": "f"})");
    shop.workspace->advance_to(kStart + 5 * kHour);
    CHECK(shop.entries("ann") == Strings{"active stand"});
    CHECK(shop.entries("bob") == Strings{"active stand"});
    shop.enter("cat");
    CHECK(shop.entries("cat").empty());
    shop.check_sound();
    shop.resume();
    CHECK(shop.entries("ann") == Strings{"active after"});
    CHECK(shop.entries("bob") == Strings{"active after"});
    shop.check_sound();
  });
}

TEST_CASE("an archived flow starts nobody, and its entries go on") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing, "after_exit");
    shop.enter("ann");
    shop.workspace.call("flows.archive", R"({"key": "f"})");
    shop.enter("bob");
    CHECK(shop.entries("bob").empty());
    shop.workspace->advance_to(kStart + 2 * kHour);
    CHECK(shop.entries("ann") == Strings{"active after"});
    shop.check_sound();
    shop.workspace->advance_by("31d");
    CHECK(shop.entries("ann") == Strings{"completed completed"});
    shop.check_sound();
  });
}

TEST_CASE("who is merged or erased while the flow is paused is as if it were not") {
  for_each_kind([](const Standing& standing) {
    Case shop(standing);
    shop.enter("device", "anonymous_id");
    shop.enter("bob");
    shop.workspace.call("flows.pause", R"({"key": "f"})");
    shop.workspace->advance_to(kStart + 5 * kHour);
    shop.workspace->identify(R"({"user_id": "ann"})");
    shop.workspace->alias(R"({"user_id": "ann", "previous_id": "device"})");
    shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "bob"}})");
    shop.check_sound();
    CHECK(shop.entries("ann") == Strings{"active stand"});
    shop.resume();
    CHECK(shop.entries("ann") == Strings{"active after"});
    shop.check_sound();
  });
}

} // namespace beckon::law
