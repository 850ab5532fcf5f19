// Entries as their rows tell: paths, sends that are waited for, what is done when a node fails,
// what merging and erasing leave of them.
#include <doctest/doctest.h>

#include <array>
#include <set>

#include "base/limits.h"
#include "engine/emitted.h"
#include "schema/json.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

void advance(TestWorkspace& workspace, Millis by) { workspace->advance_to(workspace->now() + by); }

// A flow of one message whose outcome is waited for, and a relay that answers as it is told.
struct Mailing {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  // `on_error`: of the message, as JSON.
  explicit Mailing(const std::string& on_error) : workspace(with_transport()) {
    workspace.email_template("hi");
    workspace.call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace.opt_in("ann");
    workspace.flow(R"({"key": "mail", "trigger": {"event": "Go"}, "reentry": "after_exit",
      "start": "pick", "nodes": {
        "pick": {"type": "split", "branches": [{"when": {"everyone": true}, "next": "hi"}],
                 "else": "other"},
        "hi": {"type": "message", "channel": "email", "template": "hi", "next": "after",
               "on_error": )" +
                   on_error + R"(},
        "after": {"type": "delay", "for": "1d"},
        "other": {"type": "delay", "for": "1d"}}})");
  }
  engine::Options with_transport() const {
    engine::Options options = manual_options();
    options.transport = transport;
    return options;
  }

  EntryRow entry(uint64_t number = 1) { return workspace->read()->entry(number).value(); }
  void answer(const std::string& result) {
    transport->answer_with([result](const http::Request&) {
      if (result == "unknown") return broken_off(http::Phase::sent);
      return complete(result == "accepted" ? 250 : 550);
    });
  }
  void settle(const std::string& result) {
    answer(result);
    workspace->settle();
  }
  std::string where() {
    const EntryRow row = entry();
    return row.state == EntryState::active ? row.node : row.reason;
  }
};

// The nodes of a path by key, in order.
std::string path_of(TestWorkspace& workspace, const EntryRow& row) {
  const auto reader = workspace->read();
  const Flow& flow = *reader->definitions().flows().at(row.flow);
  std::string keys;
  for (const Visit& visit : row.path) {
    keys += *flow.graph(visit.version).at(visit.node).key + (visit.failed ? "! " : " ");
  }
  return keys;
}

} // namespace

TEST_CASE("runs: an entry that asks what becomes of its message stays until it is settled") {
  Mailing shop(R"("exit")");
  shop.workspace.track("ann", "Go");
  CHECK(shop.where() == "hi");
  CHECK(shop.entry().stay == Stay::send);
  CHECK(shop.workspace.broken() == "");
  shop.workspace.reopen();
  shop.settle("accepted");
  CHECK(shop.where() == "after");
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("runs: a settled message moves the entry on, a failed one as its policy says") {
  for (const auto& [policy, result, where] :
       std::vector<std::array<std::string, 3>>{{R"("exit")", "accepted", "after"},
                                               {R"("exit")", "rejected", "error"},
                                               {R"("exit")", "unknown", "after"},
                                               {R"({"next": "other"})", "rejected", "other"},
                                               {R"("skip")", "rejected", "after"}}) {
    CAPTURE(policy);
    CAPTURE(result);
    Mailing shop(policy);
    shop.workspace.track("ann", "Go");
    shop.settle(result);
    CHECK(shop.where() == where);
    CHECK(shop.entry().path[1].failed == (result == "rejected" && policy != R"("skip")"));
    CHECK(shop.entry().path[1].send == 1);
    CHECK(shop.workspace.broken() == "");
  }
}

TEST_CASE("runs: an excluded message is settled; who was waiting for it goes on") {
  Mailing shop(R"("exit")");
  shop.workspace.track("ann", "Go");
  shop.workspace.opt_out("ann");
  shop.settle("rejected");
  CHECK(shop.where() == "after");
  CHECK(!shop.entry().path[1].failed);
}

TEST_CASE("runs: a retry is a visit of its own, with a send of its own") {
  Mailing shop(R"({"retry": 2, "after": "1h", "then": {"next": "other"}})");
  shop.workspace.track("ann", "Go");
  shop.settle("rejected");
  CHECK(shop.where() == "hi");
  CHECK(shop.entry().stay == Stay::retry);
  advance(shop.workspace, kHour - 1);
  CHECK(shop.entry().visit() == 1);
  shop.workspace.reopen();
  advance(shop.workspace, 1); // and the message is refused again
  CHECK(shop.entry().visit() == 2);
  CHECK(shop.entry().path.back().failed);
  advance(shop.workspace, kHour);
  CHECK(shop.where() == "other");
  CHECK(path_of(shop.workspace, shop.entry()) == "pick hi! hi! hi! other ");
  std::set<uint64_t> sends;
  for (const Visit& visit : shop.entry().path) sends.insert(visit.send);
  CHECK(sends == std::set<uint64_t>{0, 1, 2, 3});
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("runs: what is settled while the flow is paused moves the entry on resume") {
  Mailing shop(R"({"next": "other"})");
  shop.workspace.track("ann", "Go");
  shop.workspace.call("flows.pause", R"({"key": "mail"})");
  shop.settle("rejected");
  CHECK(shop.where() == "hi");
  CHECK(shop.workspace.broken() == "");
  shop.workspace.call("flows.resume", R"({"key": "mail"})");
  advance(shop.workspace, 1);
  CHECK(shop.where() == "other");
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("runs: publishing a paused flow anew lets its entries go on") {
  Mailing shop(R"("skip")");
  shop.workspace.track("ann", "Go");
  shop.workspace.call("flows.pause", R"({"key": "mail"})");
  advance(shop.workspace, 2 * 24 * kHour);
  CHECK(shop.where() == "after");
  const Value document = *shop.workspace.call("flows.get", R"({"key": "mail"})").find("definition");
  shop.workspace->call("flows.update", document);
  shop.workspace.call("flows.publish", R"({"key": "mail"})");
  advance(shop.workspace, 1);
  CHECK(shop.where() == "completed");
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("runs: an update that the profile has no room for has failed and changes nothing") {
  TestWorkspace workspace;
  workspace.flow(R"({"key": "mark", "trigger": {"event": "Go"}, "start": "set", "nodes": {
    "set": {"type": "update_profile", "set": {"seen": true}, "on_error": {"next": "full"}},
    "full": {"type": "exit", "reason": "full"}}})");
  Value traits = Value::object();
  for (size_t i = 0; i < limits::profile_traits; ++i) traits.set("t" + std::to_string(i), 1);
  for (size_t first = 0; first < limits::profile_traits; first += limits::object_keys) {
    Value some = Value::object();
    for (size_t i = first; i < first + limits::object_keys; ++i)
      some.set("t" + std::to_string(i), 1);
    workspace->identify(to_json(Value::object({{"user_id", "ann"}, {"traits", some}})));
  }
  workspace.track("ann", "Go");
  const EntryRow row = workspace->read()->entry(1).value();
  CHECK(row.reason == "full");
  CHECK(row.path.front().failed);
  CHECK(workspace.broken() == "");
}

TEST_CASE("runs: two entries that start each other by events come to an end") {
  TestWorkspace workspace;
  for (const auto& [key, hears, tells] : std::vector<std::array<std::string, 3>>{
           {"ping", "Ping", "Pong"}, {"pong", "Pong", "Ping"}}) {
    workspace.flow(R"({"key": ")" + key + R"(", "trigger": {"event": ")" + hears +
                   R"("}, "reentry": "after_exit", "start": "tell", "nodes": {
      "tell": {"type": "emit_event", "event": ")" +
                   tells + R"(", "on_error": "exit", "next": "end"}, "end": {"type": "exit"}}})");
  }
  workspace.track("ann", "Ping");
  CHECK(workspace->read()->counter("limits/cascade_depth") == 1);
  CHECK(workspace.broken() == "");
}

TEST_CASE("runs: erasing leaves a row without what was the person's, and no emitted properties") {
  TestWorkspace workspace;
  workspace.flow(R"({"key": "tell", "trigger": {"event": "Go"}, "entry_key": "event.cart",
    "reentry": "concurrent_by_key", "start": "tell", "nodes": {
      "tell": {"type": "emit_event", "event": "Told", "properties": {"secret": "s"}, "next": "start"},
      "start": {"type": "start_flow", "flow": "tell", "properties": {"cart": "other"}, "next": "wait"},
      "wait": {"type": "delay", "for": "1d"}}})");
  workspace->track(R"({"user_id": "ann", "event": "Go", "properties": {"cart": "c1"}})");
  CHECK(workspace.items("flows.entries", R"({"key": "tell"})").size() == 2);
  CHECK(is_emitted(workspace->read()->entry(2).value().trigger_offset));
  workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  const auto reader = workspace->read(true);
  store::Cursor emitted = reader->txn().cursor(reader->table(T::emitted));
  CHECK(!emitted.first());
  for (const uint64_t number : {1, 2}) {
    const EntryRow row = reader->entry(number).value();
    CHECK(row.reason == "erased");
    CHECK(row.entry_key.empty());
    CHECK(row.trigger_offset == 0);
    CHECK(row.path.size() == 3);
  }
  CHECK(workspace.broken() == "");
}

TEST_CASE("runs: an entry that waits goes to the survivor of a merge and hears its events") {
  TestWorkspace workspace;
  workspace.flow(
      R"({"key": "wait", "trigger": {"event": "Go"}, "goal": {"event": "Paid", "within": "5d"},
    "start": "wait", "nodes": {
      "wait": {"type": "wait_until", "timeout": "3d", "else": "late",
               "paths": [{"event": "Done", "next": "done"}]},
      "done": {"type": "delay", "for": "1d"}, "late": {"type": "delay", "for": "1d"}}})");
  workspace->track(R"({"anonymous_id": "a1", "event": "Go"})");
  workspace->identify(R"({"user_id": "ann", "anonymous_id": "a1"})");
  workspace->track(R"({"user_id": "bob", "event": "Go"})");
  workspace.call("profiles.merge", R"({"from": {"user_id": "ann"}, "into": {"user_id": "bob"}})");
  workspace.track("bob", "Done");
  advance(workspace, 10 * kMinute);
  CHECK(workspace->read()->entry(1).value().node == "done");
  CHECK(workspace->read()->entry(2).value().reason == "merged");
  workspace.track("bob", "Paid");
  CHECK(workspace->read()->entry(1).value().converted_at != 0);
  CHECK(workspace->read()->entry(2).value().converted_at == 0);
  CHECK(workspace.broken() == "");
}

TEST_CASE("runs: an entry that sets itself off again does so a few times, not for ever") {
  TestWorkspace workspace;
  workspace.sandbox();
  workspace.email_template("again");
  workspace.opt_in("ada");
  workspace.flow(R"({"key": "round", "trigger": {"event": "Go"}, "reentry": "after_exit",
      "start": "letter", "nodes": {
        "letter": {"type": "message", "channel": "email", "template": "again",
                   "on_error": "exit", "next": "anew"},
        "anew": {"type": "emit_event", "event": "Go"}}})");
  workspace.track("ada", "Go");
  workspace->settle();
  const int64_t letters = workspace.sends_by_state()["accepted"];
  CHECK(letters > 1);
  CHECK(letters <= static_cast<int64_t>(limits::cascade_depth));
  workspace->advance_by("1d"); // time has passed: it is another matter
  workspace.track("ada", "Go");
  workspace->settle();
  CHECK(workspace.sends_by_state()["accepted"] == 2 * letters);
  CHECK(workspace.broken() == "");
}

TEST_CASE("places: emitted events stand behind their record and before the next") {
  CHECK(record_of(7) == 7);
  const uint64_t first = kEmitted | (uint64_t{7} << kEmittedBits | 1);
  CHECK(is_emitted(first));
  CHECK(!is_emitted(7));
  CHECK(record_of(first) == 7);
  CHECK(journal_order(7) < journal_order(first));
  CHECK(journal_order(first) < journal_order(first + 1));
  CHECK(journal_order(first + 1) < journal_order(8));
}

} // namespace beckon::engine
