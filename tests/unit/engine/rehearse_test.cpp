// flows.test: one made-up profile through a flow, step by step.
#include <doctest/doctest.h>

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
constexpr const char* kAnn =
    R"({"user_id": "ann", "email": "ann@shop.example", "consents": {"email": "granted"}})";

Value run(TestWorkspace& workspace, std::string_view definition, std::string_view profile,
          std::string_view steps) {
  return workspace->call("flows.test", Value::object({{"definition", parse_json(definition)},
                                                      {"profile", parse_json(profile)},
                                                      {"steps", parse_json(steps)}}));
}

const Value& step(const Value& answer, size_t i) { return answer.find("steps")->as_array()[i]; }

// "09:00 hour", "10:00 end completed"
Lines moves(const Value& step) {
  Lines lines;
  for (const Value& move : step.find("moves")->as_array()) {
    const std::string node = text_of(move, "node");
    lines.push_back(text_of(move, "at").substr(11, 5) + " " +
                    (node.empty() ? "end " + text_of(move, "reason") : node));
  }
  return lines;
}

Lines messages(const Value& step) {
  Lines lines;
  for (const Value& row : step.find("messages")->as_array()) {
    const std::string reason = text_of(row, "reason");
    lines.push_back(text_of(row, "at").substr(11, 5) + " " + text_of(row, "template") + " " +
                    text_of(row, "result") + (reason.empty() ? "" : " " + reason));
  }
  return lines;
}

struct Shop {
  TestWorkspace workspace;
  Shop() { workspace.email_template("note"); }
};

} // namespace

TEST_CASE("test: each step answers with what it caused") {
  Shop shop;
  const Value answer =
      run(shop.workspace, kCart, kAnn,
          R"([{"track": "Checkout Started"}, {"advance": "59m"}, {"advance": "1m"}])");
  CHECK(moves(*answer.find("profile")).empty());
  CHECK(moves(step(answer, 0)) == Lines{"09:00 hour"});
  CHECK(messages(step(answer, 0)).empty());
  CHECK(moves(step(answer, 1)).empty());
  CHECK(moves(step(answer, 2)) == Lines{"10:00 remind", "10:00 end completed"});
  CHECK(messages(step(answer, 2)) == Lines{"10:00 note accepted"});
  CHECK(text_of(step(answer, 2), "at") == "2024-01-01T10:00:00.000Z");
}

TEST_CASE("test: an exit, and a start that is refused") {
  Shop shop;
  const Value answer = run(shop.workspace, kCart, kAnn,
                           R"([{"track": "Checkout Started"}, {"track": "Checkout Started"},
              {"advance": "30m"}, {"track": "Order Placed"}, {"advance": "1d"}])");
  const auto& refused = step(answer, 1).find("refused")->as_array();
  REQUIRE(refused.size() == 1);
  CHECK(text_of(refused[0], "reason") == "active");
  CHECK(moves(step(answer, 3)) == Lines{"09:30 end exit_when"});
  CHECK(messages(step(answer, 4)).empty());
}

TEST_CASE("test: policy refuses, and consent is a step") {
  Shop shop;
  const Value answer = run(shop.workspace, kCart, R"({"email": "ann@shop.example"})",
                           R"([{"track": "Checkout Started"}, {"advance": "1h"},
          {"consent": "email"}, {"track": "Checkout Started"}, {"advance": "1h"},
          {"suppress": "email"}, {"track": "Checkout Started"}, {"advance": "1h"}])");
  CHECK(messages(step(answer, 1)) == Lines{"10:00 note excluded consent"});
  CHECK(messages(step(answer, 4)) == Lines{"11:00 note accepted"});
  CHECK(messages(step(answer, 7)) == Lines{"12:00 note excluded suppressed"});
}

TEST_CASE("test: segments and lists of the workspace are there, and traits change") {
  Shop shop;
  shop.workspace.segment("pros", R"({"trait": "plan", "eq": "pro"})");
  shop.workspace.call("lists.create", R"({"key": "news"})");
  const Value answer = run(shop.workspace, R"({
      "key": "welcome", "trigger": {"segment": "pros", "on": "entered"}, "start": "mark",
      "nodes": {"mark": {"type": "update_profile", "set": {"greeted": true}}}})",
                           R"({"user_id": "ann", "traits": {"plan": "free"}})",
                           R"([{"identify": {"plan": "pro"}}, {"subscribe": "news"}])");
  CHECK(to_json(*step(answer, 0).find("entered")) == R"(["pros"])");
  CHECK(moves(step(answer, 0)) == Lines{"09:00 mark", "09:00 end completed"});
  CHECK(to_json(*answer.find("segments")) == R"(["pros"])");
  CHECK(to_json(*answer.find("lists")) == R"(["news"])");
  CHECK(answer.find("traits")->find("greeted")->as_bool());
}

TEST_CASE("test: a step says how the provider answers, another what became of the message") {
  Shop shop;
  const Value answer = run(shop.workspace, R"({
      "key": "hello", "trigger": {"event": "Signed Up"}, "reentry": "after_exit", "start": "hello",
      "nodes": {"hello": {"type": "message", "channel": "email", "template": "note",
                          "next": "day"},
                "day": {"type": "delay", "for": "1d", "next": "read"},
                "read": {"type": "split", "else": "unread", "branches": [
                  {"when": {"message": "opened", "template": "note"}, "next": "end"}]},
                "end": {"type": "exit", "reason": "read"},
                "unread": {"type": "exit", "reason": "unread"}}})",
                           kAnn,
                           R"([{"answer": "rejected"}, {"track": "Signed Up"}, {"advance": "1d"},
                               {"answer": "retry"}, {"track": "Signed Up"}, {"answer": "accepted"},
                               {"advance": "1s"}, {"receipt": "opened"}, {"advance": "1d"}])");
  CHECK(messages(step(answer, 1)) == Lines{"09:00 note rejected"});
  CHECK(moves(step(answer, 2)) == Lines{"09:00 read", "09:00 unread", "09:00 end unread"});
  CHECK(messages(step(answer, 4)) == Lines{"09:00 note retry"});
  CHECK(messages(step(answer, 6)) == Lines{"09:00 note accepted"});
  CHECK(moves(step(answer, 8)).back() == "09:00 end read");
}

TEST_CASE("test: the same question has the same answer, and a seed another arm") {
  Shop shop;
  const auto ids = [&](TestWorkspace& workspace, const char* seed) {
    const Value answer = workspace->call(
        "flows.test", Value::object({{"definition", parse_json(kCart)},
                                     {"steps", parse_json(R"([{"track": "Checkout Started"}])")},
                                     {"seed", seed}}));
    return to_json(answer);
  };
  Shop other;
  CHECK(ids(shop.workspace, "a") == ids(other.workspace, "a"));
  CHECK(ids(shop.workspace, "a") != ids(shop.workspace, "b"));
}

TEST_CASE("test: nothing of the workspace changes, and its people are not there") {
  Shop shop;
  shop.workspace.opt_in("ann");
  shop.workspace->identify(R"({"user_id": "ann", "traits": {"plan": "pro"}})");
  const StateDump before = shop.workspace.dump();
  const Value answer = run(shop.workspace, kCart, kAnn, R"([{"track": "Checkout Started"}])");
  CHECK(answer.find("traits")->find("plan") == nullptr);
  CHECK(shop.workspace.dump() == before);
}

TEST_CASE("test: every mistake in profile and steps is told at once") {
  Shop shop;
  const Error error = error_of([&] {
                        run(shop.workspace, kCart, R"({"emial": "x", "traits": 3})",
                            R"([{"trak": "A"}, {"track": 3}, {"advance": "x"},
                                {"advance_to": "soon"}, {"receipt": "seen"}, {},
                                {"track": "A", "advance": "1d"}, {"answer": "maybe"},
                                {"consent": "email", "state": "yes"}, {"track": "A", "at": 3}])");
                      }).value();
  CHECK(error.code() == Code::invalid_request);
  Lines pointers;
  for (const Issue& issue : error.issues()) pointers.push_back(issue.pointer);
  CHECK(pointers == Lines{"/profile/emial", "/profile/traits", "/steps/0", "/steps/1/track",
                          "/steps/2/advance", "/steps/3/advance_to", "/steps/4/receipt", "/steps/5",
                          "/steps/6", "/steps/7/answer", "/steps/8/state", "/steps/9/at"});
}

TEST_CASE("test: a step that is refused is named") {
  Shop shop;
  const auto refusal = [&](std::string_view steps) {
    return error_of([&] { run(shop.workspace, kCart, kAnn, steps); }).value();
  };
  CHECK(refusal(R"([{"advance": "1d"}, {"advance_to": "2024-01-01T00:00:00Z"}])").pointer() ==
        "/steps/1");
  CHECK(refusal(R"([{"receipt": "opened"}])").pointer() == "/steps/0");
  CHECK(refusal(R"([{"suppress": "sms"}])").pointer() == "/steps/0");
  CHECK(refusal(R"([{"subscribe": "nowhere"}])").pointer() == "/steps/0");
  CHECK(refusal(R"([{"track": ""}])").pointer() == "/steps/0");
}

TEST_CASE("test: the draft of a key, else its live version") {
  Shop shop;
  shop.workspace.flow(kCart);
  const char* kAsk = R"({"key": "cart", "steps": [{"track": "Checkout Started"}]})";
  CHECK(moves(step(shop.workspace.call("flows.test", kAsk), 0)) == Lines{"09:00 hour"});
  Value draft = parse_json(kCart);
  Value pause = *draft.find("nodes")->find("hour");
  pause.set("next", "hour");
  draft.find("nodes")->set("pause", std::move(pause));
  draft.set("start", "pause");
  shop.workspace->call("flows.update", draft);
  CHECK(moves(step(shop.workspace.call("flows.test", kAsk), 0)) == Lines{"09:00 pause"});
  CHECK(code_of([&] { shop.workspace.call("flows.test", R"({"key": "none", "steps": []})"); }) ==
        Code::not_found);
}

} // namespace beckon::engine
