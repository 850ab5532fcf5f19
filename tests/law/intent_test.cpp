// Law 5: no second intent for one send key; a crash, a retry or a replay changes nothing about it.
#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using http::Phase;
namespace fs = std::filesystem;

constexpr const char* kFlow = R"({"key": "hello", "trigger": {"event": "Go"}, "start": "write",
    "reentry": "after_exit",
    "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})";

struct Case {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  explicit Case(std::string_view kind) : workspace(with_transport()) {
    workspace.call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace.call("templates.create", R"({"key": "hello", "channel": "email", "kind": ")" +
                                           std::string(kind) + R"(", "subject": "Hello",
        "from": "shop@shop.example", "text": "Hi"})");
    workspace.flow(kFlow);
    workspace.opt_in("ann");
  }
  engine::Options with_transport() const {
    engine::Options options = manual_options();
    options.transport = transport;
    return options;
  }
  std::string state() {
    const auto sends = workspace.items("sends.list");
    REQUIRE(sends.size() == 1);
    return text_of(sends.front(), "state");
  }
  size_t requests() { return transport->requests().size(); }
};

} // namespace

TEST_CASE("law 5: an accepted message is never sent again, whatever is repeated") {
  Case shop("marketing");
  shop.workspace->track(R"({"user_id": "ann", "event": "Go", "message_id": "m1"})");
  shop.workspace->settle();
  for (int i = 0; i < 5; ++i) {
    shop.workspace->track(R"({"user_id": "ann", "event": "Go", "message_id": "m1"})");
    shop.workspace->settle();
    shop.workspace->advance_by("1h");
    shop.workspace.reopen();
  }
  CHECK(shop.state() == "accepted");
  CHECK(shop.requests() == 1);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("law 5: retries keep the one send and its key, back off, and end") {
  Case shop("marketing");
  shop.transport->answer_with([](const http::Request&) { return broken_off(Phase::not_sent); });
  shop.workspace.track("ann", "Go");
  std::vector<Millis> tries;
  std::set<std::string> keys;
  const Millis begin = shop.workspace->now();
  for (int step = 0; step < 90'000; step += 500) {
    const size_t before = shop.requests();
    shop.workspace->advance_to(begin + step);
    if (shop.requests() > before) tries.push_back(step);
    if (step % 10'000 == 0) shop.workspace.reopen();
    for (const auto& send : shop.workspace.items("sends.list")) {
      keys.insert(text_of(send, "send_key"));
    }
  }
  CHECK(tries == std::vector<Millis>{0, 1'000, 3'000, 7'000, 15'000, 31'000, 63'000});
  CHECK(keys.size() == 1);
  CHECK(shop.state() == "failed");
  CHECK(shop.requests() == 7); // the first try and limits::send_retries
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("law 5: what may have left is not repeated for marketing, and is for transactional") {
  for (const bool marketing : {true, false}) {
    CAPTURE(marketing);
    Case shop(marketing ? "marketing" : "transactional");
    shop.transport->answer_with([](const http::Request&) { return broken_off(Phase::sent); });
    shop.workspace.track("ann", "Go");
    shop.workspace->settle();
    CHECK(shop.state() == (marketing ? "unknown" : "retry"));
    shop.transport->answer_with([](const http::Request&) { return complete(250); });
    shop.workspace->advance_by("1h");
    CHECK(shop.state() == (marketing ? "unknown" : "accepted"));
    CHECK(shop.requests() == (marketing ? 1 : 2));
  }
}

TEST_CASE("law 5: a crash while a request is under way leaves its fate unknown") {
  for (const bool marketing : {true, false}) {
    CAPTURE(marketing);
    Case shop(marketing ? "marketing" : "transactional");
    shop.workspace.track("ann", "Go");
    shop.transport->hold();
    std::thread sending([&] { shop.workspace->settle(); });
    shop.transport->wait_until_entered(1);
    shop.workspace->flush();
    // What a machine that stops here would leave behind. Nothing writes while the request waits.
    TempDirectory directory;
    fs::copy(shop.workspace.path(), directory.file("workspace"));
    shop.transport->release();
    sending.join();

    auto other = std::make_shared<ScriptedTransport>();
    engine::Options options = manual_options();
    options.transport = other;
    TestWorkspace survivor(options, directory.file("workspace"));
    CHECK(survivor.broken() == "");
    survivor->settle();
    CHECK(survivor.sends_by_state()["inflight"] == 0);
    survivor->advance_by("1h");
    const auto sends = survivor.items("sends.list");
    REQUIRE(sends.size() == 1);
    CHECK(text_of(sends[0], "state") == (marketing ? "unknown" : "accepted"));
    CHECK(text_of(sends[0], "send_key") ==
          text_of(shop.workspace.items("sends.list")[0], "send_key"));
    CHECK(other->requests().size() == (marketing ? 0 : 1));
    CHECK(survivor.broken() == "");
  }
}

TEST_CASE("law 5: several threads that dispatch at once send each message once") {
  Case shop("marketing");
  constexpr int kPeople = 60;
  for (int i = 0; i < kPeople; ++i) {
    const std::string who = "p" + std::to_string(i);
    shop.workspace.opt_in(who);
    shop.workspace.track(who, "Go");
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { shop.workspace->settle(); });
  for (std::thread& thread : threads) thread.join();
  std::map<std::string, int> written;
  for (const http::Request& request : shop.transport->requests()) {
    ++written[request.recipients.at(0)];
  }
  CHECK(written.size() == kPeople);
  for (const auto& [address, times] : written) CHECK(times == 1);
  CHECK(shop.workspace.sends_by_state()["accepted"] == kPeople);
}

} // namespace beckon::law
