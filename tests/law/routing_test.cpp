// Several accounts carry one channel: who is asked, who is left alone, and that nothing is tried a
// second time elsewhere that may have been accepted.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "schema/json.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using http::Phase;
using schema::Value;

constexpr const char* kFlow = R"({"key": "hello", "trigger": {"event": "Go"}, "start": "write",
    "reentry": "after_exit",
    "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})";

// The account that a request went through: the first label of its host.
std::string account_of(const http::Request& request) {
  const size_t begin = request.url.find("//") + 2;
  return request.url.substr(begin, request.url.find('.', begin) - begin);
}

struct Case {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  explicit Case(std::string_view kind = "marketing") : workspace(with_transport()) {
    workspace.call("templates.create", R"({"key": "hello", "channel": "email", "kind": ")" +
                                           std::string(kind) + R"(", "subject": "Hello",
        "from": "shop@shop.example", "text": "Hi"})");
    workspace.flow(kFlow);
  }
  engine::Options with_transport() const {
    engine::Options options = manual_options();
    options.transport = transport;
    return options;
  }
  void account(const std::string& key, const std::string& terms = "") {
    workspace.call("providers.create", R"({"key": ")" + key +
                                           R"(", "kind": "smtp", "channel": "email", "host": ")" +
                                           key + ".relay.example\"" + terms + "}");
  }
  // A message to somebody new, decided on but not sent.
  void message(const std::string& who) {
    workspace.opt_in(who);
    workspace.track(who, "Go");
  }
  void messages(size_t count) {
    for (size_t i = 0; i < count; ++i) message("p" + std::to_string(next_++));
  }
  std::vector<std::string> accounts() { // of all requests, in their order
    std::vector<std::string> keys;
    for (const http::Request& request : transport->requests()) keys.push_back(account_of(request));
    return keys;
  }
  std::map<std::string, size_t> requests_by_account() {
    std::map<std::string, size_t> counts;
    for (const std::string& key : accounts()) ++counts[key];
    return counts;
  }
  // Of the accounts named, each request fails so; the others accept.
  void fail(std::map<std::string, http::Response> failures) {
    transport->answer_with([failures = std::move(failures)](const http::Request& request) {
      const auto found = failures.find(account_of(request));
      return found == failures.end() ? complete(250) : found->second;
    });
  }
  int64_t attempts(size_t send) {
    return workspace.items("sends.list").at(send).find("attempts")->as_integer();
  }
  size_t next_ = 0;
};

using Accounts = std::vector<std::string>;

} // namespace

TEST_CASE("routing: the account of the lowest priority carries everything while it is well") {
  Case test;
  test.account("second", R"(, "priority": 2)");
  test.account("first", R"(, "priority": 1)");
  test.messages(20);
  test.workspace->settle();
  CHECK(test.requests_by_account() == std::map<std::string, size_t>{{"first", 20}});
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: accounts of one priority share by their weight") {
  Case test;
  test.account("heavy", R"(, "weight": 3)");
  test.account("light");
  test.messages(400);
  test.workspace->settle();
  auto counts = test.requests_by_account();
  CHECK(counts["heavy"] + counts["light"] == 400);
  CHECK(counts["heavy"] > 260); // 300 are expected, 9 is one deviation
  CHECK(counts["heavy"] < 340);
}

TEST_CASE("routing: what certainly was not accepted goes through another account") {
  Case test;
  test.account("first", R"(, "priority": 1)");
  test.account("second", R"(, "priority": 2)");
  SUBCASE("the connection was refused") { test.fail({{"first", broken_off(Phase::not_sent)}}); }
  SUBCASE("the provider asked for another time") { test.fail({{"first", complete(451)}}); }
  test.messages(1);
  test.workspace->settle();
  CHECK(test.accounts() == Accounts{"first"});
  test.workspace->advance_by("1s");
  CHECK(test.accounts() == Accounts{"first", "second"});
  CHECK(test.attempts(0) == 2);
  CHECK(test.workspace.sends_by_state()["accepted"] == 1);
}

TEST_CASE("routing: what may have been accepted never goes through another account") {
  Case test("transactional"); // repeated, through the account that may have it
  test.account("first", R"(, "priority": 1)");
  test.account("second", R"(, "priority": 2)");
  test.fail({{"first", broken_off(Phase::sent)}});
  test.messages(1);
  test.workspace->settle();
  SUBCASE("as long as it is in doubt") {}
  SUBCASE("after a restart") { test.workspace.reopen(); }
  SUBCASE("also when it is refused later, which says nothing about the first try") {
    test.fail({{"first", broken_off(Phase::not_sent)}});
  }
  test.workspace->advance_by("5m");
  CHECK(test.requests_by_account().count("second") == 0);
  CHECK(test.requests_by_account()["first"] == 7);
  CHECK(test.workspace.sends_by_state()["unknown"] == 1); // and not failed: it may be there
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: an account that fails is left alone, and tried again with one message") {
  Case test;
  test.account("first", R"(, "priority": 1)");
  test.account("second", R"(, "priority": 2)");
  test.fail({{"first", broken_off(Phase::not_sent)}});
  for (int i = 0; i < 5; ++i) {
    test.messages(1);
    test.workspace->settle();
  }
  CHECK(test.requests_by_account()["first"] == 5);
  test.messages(10);
  test.workspace->advance_by("29s"); // the five find their way as well
  CHECK(test.requests_by_account()["first"] == 5);
  CHECK(test.requests_by_account()["second"] == 15);
  test.workspace->advance_by("1s");
  test.messages(10);
  test.workspace->settle();
  CHECK(test.requests_by_account()["first"] == 6); // the probe
  test.fail({});
  test.workspace->advance_by("61s"); // the second pause is twice as long
  test.messages(1);
  test.workspace->settle();
  test.messages(10);
  test.workspace->settle();
  CHECK(test.requests_by_account()["first"] == 17);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: with every breaker open a message waits and loses no try") {
  Case test;
  test.account("only", R"(, "breaker": {"failures": 1, "pause": "60s"})");
  test.fail({{"only", broken_off(Phase::not_sent)}});
  test.messages(1);
  test.workspace->settle();
  CHECK(test.attempts(0) == 1);
  test.messages(1);
  test.workspace->advance_by("59s");
  CHECK(test.transport->requests().size() == 1);
  CHECK(test.attempts(1) == 0);
  CHECK(test.workspace.sends_by_state()["pending"] == 1);
  test.fail({});
  test.workspace->advance_by("2s");
  CHECK(test.workspace.sends_by_state()["accepted"] == 2);
  CHECK(test.attempts(1) == 1);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: an account whose credentials are refused is left alone at once") {
  Case test;
  for (const char* key : {"first", "second"}) {
    test.workspace.call("providers.create", R"({"key": ")" + std::string(key) +
                                                R"(", "kind": "webhook",
        "channel": "email", "priority": )" + (std::string(key) == "first" ? "1" : "2") +
                                                R"(, "url": "https://)" + key +
                                                R"(.hooks.example/in",
        "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="})");
  }
  test.fail({{"first", complete(401)}});
  test.messages(1);
  test.workspace->settle();
  test.messages(3);
  test.workspace->advance_by("10s");
  auto counts = test.requests_by_account();
  CHECK(counts["first"] == 1);
  CHECK(counts["second"] == 4);
  CHECK(test.workspace.sends_by_state()["rejected"] == 0);
}

TEST_CASE("routing: an account goes at its pace, and what is transactional goes first") {
  Case test;
  test.account("slow", R"(, "rate": {"limit": 1, "per": "1s"})");
  test.workspace.call("templates.create", R"({"key": "code", "channel": "email",
      "kind": "transactional", "subject": "Code", "from": "shop@shop.example", "text": "1"})");
  test.workspace.flow(R"({"key": "codes", "trigger": {"event": "Asked"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "code"}}})");
  test.messages(5);
  test.workspace->settle();
  CHECK(test.transport->requests().size() == 1);
  test.workspace.opt_in("hurried");
  test.workspace.track("hurried", "Asked");
  test.workspace->advance_by("1s");
  const auto requests = test.transport->requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[1].recipients == Accounts{"hurried@shop.example"});
  test.workspace->advance_by("3500ms");
  CHECK(test.transport->requests().size() == 5);
  test.workspace->advance_by("1s");
  CHECK(test.transport->requests().size() == 6);
}

TEST_CASE(
    "routing: a daily quota counts what was accepted, over restarts, and begins at midnight") {
  Case test;
  test.account("small", R"(, "daily_quota": 3)");
  test.messages(2);
  test.workspace->settle();
  test.workspace.reopen();
  test.messages(3);
  test.workspace->advance_by("14h"); // it is 09:00
  CHECK(test.transport->requests().size() == 3);
  CHECK(test.workspace.sends_by_state()["pending"] == 2);
  test.workspace->advance_by("1h");
  CHECK(test.transport->requests().size() == 5);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: of what an account has accepted only the days of its quota are kept") {
  Case test;
  test.account("small", R"(, "daily_quota": 100)");
  const auto days = [&] {
    std::vector<std::string> names;
    const auto reader = test.workspace->read(true);
    reader->each_counter("accepted/small/", [&](std::string_view day, int64_t count) {
      names.push_back(std::string(day) + ": " + std::to_string(count));
    });
    return names;
  };
  const int64_t first = test.workspace->now() / 86'400'000;
  const auto day = [&](int64_t after, int count) {
    return std::to_string(first + after) + ": " + std::to_string(count);
  };
  test.messages(2);
  test.workspace->settle();
  test.workspace->advance_by("24h");
  test.messages(3);
  test.workspace->settle();
  CHECK(days() == std::vector<std::string>{day(0, 2), day(1, 3)});
  test.workspace->advance_by("24h");
  CHECK(days().size() == 2); // until it accepts another one
  test.messages(4);
  test.workspace->settle();
  CHECK(days() == std::vector<std::string>{day(1, 3), day(2, 4)});
  CHECK(test.workspace.broken() == "");
  test.workspace->advance_by("10d");
  test.messages(1);
  test.workspace->settle();
  CHECK(days() == std::vector<std::string>{day(12, 1)});
  // The same in one commit as in many: told anew by the journal.
  const std::string hash = test.workspace.state_hash();
  test.workspace.close();
  std::filesystem::remove(test.workspace.path() + "/state.mdb");
  test.workspace.open();
  CHECK(test.workspace.state_hash() == hash);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("routing: the pace of one domain holds up nobody else's message") {
  Case test;
  test.account("relay", R"(, "domains": {"shop.example": {"limit": 1, "per": "1m"}})");
  test.messages(3);
  test.workspace->identify(R"({"user_id": "far", "email": "far@elsewhere.example"})");
  test.workspace->ingest(
      R"({"type": "consent", "user_id": "far", "channel": "email", "state": "granted"})");
  test.workspace.track("far", "Go");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == 2);
  test.workspace->advance_by("1m");
  CHECK(test.transport->requests().size() == 3);
  test.workspace->advance_by("1m");
  CHECK(test.transport->requests().size() == 4);
}

TEST_CASE("routing: a channel that is held up holds up no other") {
  Case test;
  test.account("only", R"(, "breaker": {"failures": 1, "pause": "60s"})");
  test.workspace.call("providers.create", R"({"key": "texts", "kind": "sandbox", "channel": "sms",
      "directory": ")" + test.workspace.outbox() +
                                              "\"}");
  test.workspace.call("templates.create", R"({"key": "text", "channel": "sms",
      "kind": "transactional", "text": "Hi"})");
  test.workspace.flow(R"({"key": "texts", "trigger": {"event": "Text"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "sms", "template": "text"}}})");
  test.fail({{"only", broken_off(Phase::not_sent)}});
  test.messages(50);
  test.workspace->settle();
  const size_t tried = test.transport->requests().size();
  test.workspace->identify(R"({"user_id": "p0", "phone": "+4915112345678"})");
  test.workspace.track("p0", "Text");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == tried + 1);
}

TEST_CASE("policy: what may have been delivered counts for caps, what was refused does not") {
  Case test;
  test.account("relay");
  test.workspace.call("settings.update", R"({"frequency_caps": [{"limit": 1, "per": "1d"}]})");
  size_t expected = 1; // requests after another message
  SUBCASE("accepted") {}
  SUBCASE("of unknown fate") { test.fail({{"relay", broken_off(Phase::sent)}}); }
  SUBCASE("rejected") {
    test.fail({{"relay", complete(550)}});
    expected = 2;
  }
  test.message("ann");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == 1);
  test.fail({});
  test.workspace.track("ann", "Go");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == expected);
  CHECK(test.workspace.items("exclusions.list").size() == 2 - expected);
  test.workspace->advance_by("1d"); // at the very edge it still counts
  const size_t before = test.transport->requests().size();
  test.workspace.track("ann", "Go");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == before);
  test.workspace->advance_by("1ms");
  test.workspace.track("ann", "Go");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == before + 1);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("policy: a provider that calls a device dead takes it off, and the next one is reached") {
  Case test;
  test.workspace.call("providers.create", R"({"key": "gateway", "kind": "webhook",
      "channel": "push", "url": "https://gateway.hooks.example/push",
      "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="})");
  test.workspace.call("templates.create", R"({"key": "nudge", "channel": "push",
      "kind": "transactional", "text": "Hi"})");
  test.workspace.flow(R"({"key": "nudges", "trigger": {"event": "Nudge"}, "start": "write",
      "reentry": "after_exit",
      "nodes": {"write": {"type": "message", "channel": "push", "template": "nudge"}}})");
  test.workspace->identify(R"({"user_id": "ann"})");
  for (const char* token : {"old", "dead"}) {
    test.workspace.call("profiles.add_push_token",
                        R"({"profile": {"user_id": "ann"}, "platform": "ios", "token": ")" +
                            std::string(token) + "\"}");
    test.workspace->advance_by("1s");
  }
  test.transport->answer_with([](const http::Request& request) {
    return complete(request.body.find("\"dead\"") == std::string::npos ? 200 : 410);
  });
  test.workspace.track("ann", "Nudge");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == 2);
  CHECK(test.workspace.sends_by_state()["accepted"] == 1);
  const Value tokens = *test.workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})")
                            .find("push_tokens");
  REQUIRE(tokens.size() == 1);
  CHECK(text_of(tokens.as_array()[0], "token") == "old");
  test.transport->answer_with([](const http::Request&) { return complete(410); });
  test.workspace.track("ann", "Nudge"); // goes to the one that is left, which is dead by now
  test.workspace->settle();
  CHECK(test.workspace.sends_by_state()["rejected"] == 1);
  test.workspace.track("ann", "Nudge");
  test.workspace->settle();
  CHECK(test.transport->requests().size() == 3);
  CHECK(text_of(test.workspace.items("exclusions.list").at(0), "reason") == "no_address");
  CHECK(test.workspace.broken() == "");
}

} // namespace beckon::law
