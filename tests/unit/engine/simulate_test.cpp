// flows.simulate: a draft over the workspace's own past.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::to_json;
using schema::Value;
using Lines = std::vector<std::string>;

constexpr const char* kCart = R"({
  "key": "cart", "trigger": {"event": "Checkout Started"}, "reentry": "after_exit",
  "exit_when": [{"event": "Order Placed"}], "start": "hour",
  "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
            "remind": {"type": "message", "channel": "email", "template": "note"}}})";

int64_t number(const Value& object, std::string_view path) {
  const Value* found = schema::Path(path).resolve(object);
  return found == nullptr ? 0 : found->as_integer();
}

const std::vector<Value>& items(const Value& answer, std::string_view path) {
  return schema::Path(path).resolve(answer)->as_array();
}

Value ask(std::string_view definition, std::string_view more = "{}") {
  Value request = parse_json(more);
  request.set("definition", parse_json(definition));
  return request;
}

// "2024-03-01T10:00:00.000Z remind accepted"
Lines messages(const Value& answer) {
  Lines lines;
  for (const Value& row : items(answer, "messages.items")) {
    const std::string reason = text_of(row, "reason");
    lines.push_back(text_of(row, "at") + " " + text_of(row, "node") + " " + text_of(row, "result") +
                    (reason.empty() ? "" : " " + reason));
  }
  return lines;
}

// Messages of a workspace as they were really sent.
Lines sent(TestWorkspace& workspace) {
  Lines lines;
  for (const Value& row : workspace.items("sends.list")) {
    lines.push_back(text_of(row, "profile") + " " + text_of(row, "node") + " " +
                    text_of(row, "state") + " " + text_of(row, "created_at"));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

bool leaves_no_trace(const TestWorkspace& workspace) {
  const auto files = std::filesystem::directory_iterator(workspace.path());
  return std::none_of(begin(files), end(files), [](const auto& entry) {
    return entry.path().filename().string().rfind("scratch", 0) == 0;
  });
}

// Ann orders within the hour, Bob does not, Cid has given no consent.
struct Past {
  TestWorkspace workspace;

  Past() {
    workspace.email_template("note");
    workspace.sandbox();
    workspace.opt_in("ann");
    workspace.opt_in("bob");
    workspace->identify(R"({"user_id": "cid", "email": "cid@shop.example"})");
    for (const char* who : {"ann", "bob", "cid"}) workspace.track(who, "Checkout Started");
    workspace->advance_by("30m");
    workspace.track("ann", "Order Placed");
    workspace->advance_by("2h");
  }
};

} // namespace

TEST_CASE("simulate: who would have got what and when, who not and why") {
  Past past;
  const Value answer = past.workspace->call("flows.simulate", ask(kCart));
  CHECK(number(answer, "totals.started") == 3);
  CHECK(number(answer, "totals.completed") == 2);
  CHECK(number(answer, "totals.exited.exit_when") == 1);
  CHECK(number(answer, "totals.messages.sent") == 1);
  CHECK(number(answer, "totals.messages.people") == 1);
  CHECK(number(answer, "totals.messages.excluded.consent") == 1);
  CHECK(messages(answer) == Lines{"2024-03-01T10:00:00.000Z remind accepted",
                                  "2024-03-01T10:00:00.000Z remind excluded consent"});
  const Value& entry = items(answer, "entries.items").front();
  CHECK(text_of(entry, "reason") == "exit_when");
  CHECK(text_of(entry, "ended_at") == "2024-03-01T09:30:00.000Z");
  CHECK(items(entry, "path").size() == 1);
  CHECK(text_of(items(entry, "path").front(), "node") == "hour");
}

TEST_CASE("simulate: nothing of the workspace changes and nothing is left on the disk") {
  Past past;
  const StateDump before = past.workspace.dump();
  const std::string hash = past.workspace.state_hash();
  const auto records = past.workspace->verify().records;
  past.workspace->call("flows.simulate", ask(kCart));
  CHECK(past.workspace.dump() == before);
  CHECK(past.workspace.state_hash() == hash);
  CHECK(past.workspace->verify().records == records);
  CHECK(past.workspace.items("flows.list").empty());
  CHECK(past.workspace.outbox_files().empty());
  CHECK(leaves_no_trace(past.workspace));
}

TEST_CASE("simulate: what it finds is what a live flow does") {
  const auto happen = [](TestWorkspace& workspace) {
    workspace->advance_by("1d");
    for (int i = 0; i < 12; ++i) {
      const std::string who = "u" + std::to_string(i);
      workspace.track(who, "Checkout Started");
      workspace->advance_by(i % 3 == 0 ? "70m" : "7m");
      if (i % 2 == 0) workspace.track("u" + std::to_string(i / 2), "Order Placed");
      if (i == 5) workspace.opt_out("u5");
    }
    workspace->advance_by("1d");
  };
  const auto prepare = [](TestWorkspace& workspace) {
    workspace.email_template("note");
    workspace.sandbox();
    for (int i = 0; i < 12; ++i) workspace.opt_in("u" + std::to_string(i));
  };
  TestWorkspace live, dry;
  prepare(live);
  live.flow(kCart);
  happen(live);
  prepare(dry);
  happen(dry);
  const Value answer = dry->call("flows.simulate", ask(kCart));
  Lines expected, found;
  for (const Value& row : live.items("sends.list")) {
    expected.push_back(text_of(row, "node") + " " + text_of(row, "state") + " " +
                       text_of(row, "created_at"));
  }
  for (const Value& row : items(answer, "messages.items")) {
    found.push_back(text_of(row, "node") + " " + text_of(row, "result") + " " + text_of(row, "at"));
  }
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  REQUIRE(!expected.empty());
  CHECK(found == expected);
  const Value stats = live.call("flows.stats", R"({"key": "cart"})");
  CHECK(number(answer, "totals.started") == number(stats, "started"));
  CHECK(number(answer, "totals.completed") == number(stats, "completed"));
}

TEST_CASE("simulate: between two times; what happened before only lets things be known") {
  Past past;
  const Value late =
      past.workspace->call("flows.simulate", ask(kCart, R"({"from": "2024-03-01T09:00:00.001Z"})"));
  CHECK(number(late, "totals.started") == 0);
  const Value short_one =
      past.workspace->call("flows.simulate", ask(kCart, R"({"to": "2024-03-01T09:59:59.999Z"})"));
  CHECK(number(short_one, "totals.started") == 3);
  CHECK(number(short_one, "totals.active") == 2);
  CHECK(number(short_one, "totals.messages.sent") == 0);
  CHECK(past.workspace->call("flows.simulate", ask(kCart)).find("to")->as_string() ==
        "2024-03-01T11:30:00.000Z");
}

TEST_CASE("simulate: a span that cannot be told is refused") {
  Past past;
  const auto refusal = [&](std::string_view more) {
    return error_of([&] { past.workspace->call("flows.simulate", ask(kCart, more)); }).value();
  };
  CHECK(refusal(R"({"to": "2030-01-01T00:00:00Z"})").pointer() == "/to");
  CHECK(refusal(R"({"from": "2024-03-01T10:00:00Z", "to": "2024-03-01T09:00:00Z"})").pointer() ==
        "/from");
}

TEST_CASE("simulate: a definition with mistakes lists them all") {
  Past past;
  const Value wrong = ask(R"({
      "key": "cart", "trigger": {"event": "Checkout Started"}, "start": "hour",
      "nodes": {"hour": {"type": "delay", "for": "1x", "next": "remind"},
                "remind": {"type": "message", "channel": "email", "template": "nope"}}})");
  const Error error = error_of([&] { past.workspace->call("flows.simulate", wrong); }).value();
  CHECK(error.code() == Code::invalid_definition);
  CHECK(error.issues().size() >= 2);
  CHECK(leaves_no_trace(past.workspace));
}

TEST_CASE("simulate: the definitions are those of today, also for what happened before them") {
  Past past;
  past.workspace.segment("shoppers", R"({"event": "Checkout Started"})");
  const Value answer = past.workspace->call("flows.simulate", ask(R"({
    "key": "hello", "trigger": {"segment": "shoppers", "on": "entered"}, "start": "remind",
    "nodes": {"remind": {"type": "message", "channel": "email", "template": "note"}}})"));
  CHECK(number(answer, "totals.started") == 3);
  CHECK(number(answer, "totals.messages.sent") == 2);
}

TEST_CASE("simulate: without an account the channel counts as if it had one, and that is told") {
  TestWorkspace workspace;
  workspace.email_template("note");
  workspace.opt_in("ann");
  workspace.track("ann", "Checkout Started");
  workspace->advance_by("2h");
  const Value answer = workspace->call("flows.simulate", ask(kCart));
  CHECK(number(answer, "totals.messages.sent") == 1);
  CHECK(to_json(*answer.find("without_account")) == R"(["email"])");
}

TEST_CASE("simulate: starts that are refused are told with their reason") {
  Past past;
  const Value answer = past.workspace->call("flows.simulate", ask(R"({
    "key": "cart", "trigger": {"event": "Checkout Started"}, "start": "hour",
    "filter": {"consent": "email", "is": "granted"},
    "nodes": {"hour": {"type": "delay", "for": "1h"}}})"));
  CHECK(number(answer, "totals.started") == 2);
  CHECK(number(answer, "totals.refused.filter") == 1);
  CHECK(text_of(items(answer, "refusals.items").front(), "reason") == "filter");
}

TEST_CASE("simulate: a draft beside the live version, by profile and message") {
  TestWorkspace workspace;
  workspace.email_template("note");
  workspace.sandbox();
  for (const char* who : {"ann", "bob", "cid"}) workspace.opt_in(who);
  workspace.flow(kCart);
  workspace->advance_by("1d");
  workspace.track("ann", "Checkout Started");
  workspace->advance_by("50m");
  workspace.track("ann", "Order Placed");
  workspace->advance_by("1d");
  workspace.track("bob", "Checkout Started");
  workspace->advance_by("1d");
  workspace.track("cid", "Checkout Started");
  workspace->advance_by("30m");
  Value draft = parse_json(kCart);
  draft.find("nodes")->find("hour")->set("for", "45m");
  workspace->call("flows.update", draft);
  const Lines before = sent(workspace);
  const Value answer = workspace.call("flows.simulate", R"({"key": "cart", "compare": "live"})");
  CHECK(number(answer, "totals.messages.sent") == 2);
  CHECK(number(answer, "comparison.live.messages.sent") == 1);
  CHECK(number(answer, "comparison.moved") == 1);      // bob's, a quarter of an hour earlier
  CHECK(number(answer, "comparison.only_draft") == 1); // ann's, just before her order
  CHECK(number(answer, "comparison.same") == 0);
  const Value& change = items(answer, "comparison.changes.items").front();
  CHECK(text_of(change, "change") == "only_draft");
  CHECK(text_of(*change.find("draft"), "result") == "accepted");
  CHECK(sent(workspace) == before);
  // The live version against itself.
  workspace.call("flows.publish", R"({"key": "cart"})");
  const Value same = workspace.call("flows.simulate", R"({"key": "cart", "compare": "live"})");
  CHECK(number(same, "comparison.same") == 2);
  CHECK(items(same, "comparison.changes.items").empty());
}

TEST_CASE("simulate: what people did with messages counts where the message is the same") {
  TestWorkspace workspace;
  workspace.email_template("note");
  workspace.sandbox();
  workspace.opt_in("ann");
  workspace.opt_in("bob");
  const char* kFollow = R"({
    "key": "follow", "trigger": {"event": "Signed Up"}, "start": "first",
    "nodes": {"first": {"type": "message", "channel": "email", "template": "note",
                        "next": "day"},
              "day": {"type": "delay", "for": "1d", "next": "opened"},
              "opened": {"type": "split", "else": "again", "branches": [
                {"when": {"message": "opened", "flow": "follow"}, "next": "thanks"}]},
              "thanks": {"type": "exit", "reason": "opened"},
              "again": {"type": "message", "channel": "email", "template": "note"}}})";
  workspace.flow(kFollow);
  workspace.track("ann", "Signed Up");
  workspace.track("bob", "Signed Up");
  workspace->advance_by("1h");
  const auto sends = workspace.items("sends.list");
  REQUIRE(sends.size() == 2);
  workspace->call("receipts.record",
                  Value::object({{"send", text_of(sends[0], "id")}, {"state", "opened"}}));
  workspace->advance_by("2d");
  const Value same = workspace.call("flows.simulate", R"({"key": "follow"})");
  CHECK(number(same, "totals.exited.opened") == 1);
  CHECK(number(same, "totals.messages.sent") == 3);
  // A draft whose first message is another one: nobody has opened that.
  Value draft = parse_json(kFollow);
  draft.find("nodes")->find("first")->set("next", "day");
  Value first = *draft.find("nodes")->find("first");
  draft.find("nodes")->erase("first");
  draft.find("nodes")->set("hello", first);
  draft.set("start", "hello");
  const Value other = workspace->call("flows.simulate", Value::object({{"definition", draft}}));
  CHECK(number(other, "totals.messages.sent") == 4);
}

TEST_CASE("simulate: who has opted out by a message that the draft does not send stays out") {
  TestWorkspace workspace;
  workspace.email_template("note");
  workspace.email_template("other");
  workspace.sandbox();
  for (const char* who : {"ann", "bob"}) workspace.opt_in(who);
  workspace.flow(R"({"key": "hello", "trigger": {"event": "Signed Up"}, "start": "first",
    "nodes": {"first": {"type": "message", "channel": "email", "template": "note"}}})");
  workspace.track("ann", "Signed Up");
  workspace.track("bob", "Signed Up");
  workspace->advance_by("1h");
  const auto sends = workspace.items("sends.list");
  workspace->call("receipts.record",
                  Value::object({{"send", text_of(sends[0], "id")}, {"state", "unsubscribed"}}));
  workspace->call(
      "receipts.record",
      Value::object({{"send", text_of(sends[1], "id")}, {"state", "bounced"}, {"hard", true}}));
  workspace->advance_by("2d");
  const Value answer = workspace->call("flows.simulate", ask(R"({
    "key": "hello", "trigger": {"event": "Signed Up"}, "start": "day",
    "nodes": {"day": {"type": "delay", "for": "1d", "next": "late"},
              "late": {"type": "message", "channel": "email", "template": "other"}}})"));
  CHECK(number(answer, "totals.messages.sent") == 0);
  CHECK(number(answer, "totals.messages.excluded.suppressed") +
            number(answer, "totals.messages.excluded.consent") ==
        2);
}

TEST_CASE("simulate: can be watched and cancelled, and leaves nothing then") {
  Past past;
  uint64_t reports = 0, last = 0, of = 0;
  past.workspace->call("flows.simulate", ask(kCart), Watch([&](uint64_t done, uint64_t all) {
                         ++reports;
                         last = done;
                         of = all;
                         return true;
                       }));
  CHECK(reports >= 2);
  CHECK(last == of);
  CHECK(of == past.workspace->verify().records);
  uint64_t calls = 0;
  CHECK(code_of([&] {
          past.workspace->call("flows.simulate", ask(kCart),
                               Watch([&](uint64_t, uint64_t) { return ++calls < 2; }));
        }) == Code::cancelled);
  CHECK(leaves_no_trace(past.workspace));
  CHECK(past.workspace.broken().empty());
}

TEST_CASE("simulate: so many at one time") {
  Past past;
  std::optional<Error> third;
  size_t depth = 0;
  const std::function<bool(uint64_t, uint64_t)> look = [&](uint64_t, uint64_t of) {
    if (of == 0 || depth == limits::simulations_running) return true;
    ++depth;
    const auto run = [&] { past.workspace->call("flows.simulate", ask(kCart), Watch(look)); };
    if (depth == limits::simulations_running) third = error_of(run);
    else run();
    return true;
  };
  past.workspace->call("flows.simulate", ask(kCart), Watch(look));
  REQUIRE(third);
  CHECK(third->code() == Code::busy);
  CHECK(third->message().find("limits::simulations_running") != std::string::npos);
}

TEST_CASE("simulate: long listings come in pages") {
  TestWorkspace workspace;
  workspace.email_template("note");
  workspace.sandbox();
  for (int i = 0; i < 7; ++i) {
    workspace.opt_in("u" + std::to_string(i));
    workspace.track("u" + std::to_string(i), "Checkout Started");
  }
  workspace->advance_by("2h");
  const Value answer = workspace->call("flows.simulate", ask(kCart, R"({"limit": 3})"));
  CHECK(number(answer, "messages.total") == 7);
  CHECK(items(answer, "messages.items").size() == 3);
  Value request = Value::object({{"id", text_of(answer, "id")},
                                 {"list", "messages"},
                                 {"cursor", text_of(*answer.find("messages"), "cursor")},
                                 {"limit", 3}});
  const Value second = workspace->call("flows.simulated", request);
  CHECK(items(second, "items").size() == 3);
  request.set("cursor", text_of(second, "cursor"));
  const Value third = workspace->call("flows.simulated", request);
  CHECK(items(third, "items").size() == 1);
  CHECK(third.find("cursor") == nullptr);
  request.set("list", "nope");
  CHECK(code_of([&] { workspace->call("flows.simulated", request); }) == Code::invalid_request);
  for (size_t i = 0; i < limits::simulations_kept; ++i) {
    workspace->call("flows.simulate", ask(kCart, R"({"limit": 0})"));
  }
  CHECK(code_of([&] { workspace->call("flows.simulated", request); }) == Code::not_found);
}

TEST_CASE("simulate: after an erasure the past begins at what is left") {
  Past past;
  past.workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  past.workspace.track("bob", "Checkout Started");
  past.workspace->advance_by("2h");
  CHECK(error_of([&] {
          past.workspace->call("flows.simulate", ask(kCart, R"({"from": "2024-03-01T09:00:00Z"})"));
        })
            .value()
            .pointer() == "/from");
  const Value answer = past.workspace->call("flows.simulate", ask(kCart));
  CHECK(number(answer, "totals.started") == 1);
  CHECK(number(answer, "totals.messages.sent") == 1);
}

} // namespace beckon::engine
