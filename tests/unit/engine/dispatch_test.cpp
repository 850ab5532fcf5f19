// Rounds of dispatching: messages that share a request, accounts that hang, a close in the middle.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "schema/json.h"
#include "support/loopback_server.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr const char* kFlow = R"({"key": "hello", "trigger": {"event": "Go"}, "start": "write",
    "reentry": "after_exit",
    "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})";

void set_up(TestWorkspace* workspace, const std::string& account,
            const std::string& kind = "marketing") {
  workspace->call("templates.create", R"({"key": "hello", "channel": "email", "kind": ")" + kind +
                                          R"(", "subject": "Hello {{ profile.user_id }}",
      "from": "shop@shop.example", "html": "<p>Hi</p> {{ unsubscribe_url }}"})");
  workspace->call("providers.create", account);
  workspace->flow(kFlow);
}

std::string sendgrid(const std::string& more = "") {
  return R"({"key": "sg", "kind": "sendgrid", "channel": "email", "api_key": "SG.x")" + more + "}";
}

std::string name_of(size_t number) { return "p" + std::to_string(number); }

void write_to(TestWorkspace* workspace, size_t people) {
  for (size_t i = 0; i < people; ++i) workspace->opt_in(name_of(i));
  for (size_t i = 0; i < people; ++i) workspace->track(name_of(i), "Go");
}

struct Shop {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  explicit Shop(Options options = manual_options())
      : workspace([&] {
          options.transport = transport;
          return options;
        }()) {}
  // How many messages each request carried.
  std::vector<size_t> sizes() {
    std::vector<size_t> sizes;
    for (const http::Request& request : transport->requests()) {
      sizes.push_back(schema::parse_json(request.body).find("personalizations")->size());
    }
    return sizes;
  }
  std::multiset<std::string> recipients() {
    std::multiset<std::string> all;
    for (const http::Request& request : transport->requests()) {
      const Value body = schema::parse_json(request.body);
      for (const Value& one : body.find("personalizations")->as_array()) {
        all.insert(text_of(one.find("to")->as_array()[0], "email"));
      }
    }
    return all;
  }
};

} // namespace

TEST_CASE("marketing of one account shares requests, as many as it allows") {
  Shop shop;
  set_up(&shop.workspace, sendgrid(R"(, "batch": 4)"));
  shop.transport->answer_with([](const http::Request&) { return complete(202); });
  write_to(&shop.workspace, 10);
  shop.workspace->settle();
  CHECK(shop.sizes() == std::vector<size_t>{4, 4, 2});
  const auto recipients = shop.recipients();
  CHECK(recipients.size() == 10);
  CHECK(std::set<std::string>(recipients.begin(), recipients.end()).size() == 10);
  CHECK(shop.workspace.sends_by_state()["accepted"] == 10);
  // Each personalisation names its own send.
  std::set<std::string> keys, named;
  for (const Value& send : shop.workspace.items("sends.list"))
    keys.insert(text_of(send, "send_key"));
  for (const http::Request& request : shop.transport->requests()) {
    const Value body = schema::parse_json(request.body);
    for (const Value& one : body.find("personalizations")->as_array()) {
      named.insert(text_of(*one.find("custom_args"), "beckon_send"));
    }
  }
  CHECK(keys == named);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("what is transactional goes alone, and so does everything where batches are off") {
  for (const bool marketing : {true, false}) {
    CAPTURE(marketing);
    Shop shop;
    set_up(&shop.workspace, marketing ? sendgrid(R"(, "batch": 1)") : sendgrid(),
           marketing ? "marketing" : "transactional");
    shop.transport->answer_with([](const http::Request&) { return complete(202); });
    write_to(&shop.workspace, 3);
    shop.workspace->settle();
    CHECK(shop.sizes() == std::vector<size_t>{1, 1, 1});
  }
}

TEST_CASE("an address that is there twice has a request of its own") {
  Shop shop;
  set_up(&shop.workspace, sendgrid());
  shop.transport->answer_with([](const http::Request&) { return complete(202); });
  shop.workspace.opt_in("ann");
  // The same person twice: the second entry begins when the first has ended.
  shop.workspace.track("ann", "Go");
  shop.workspace.track("ann", "Go");
  shop.workspace->settle();
  CHECK(shop.sizes() == std::vector<size_t>{1, 1});
}

TEST_CASE("a batch whose fate is unknown leaves all of it unknown, and is not repeated") {
  Shop shop;
  set_up(&shop.workspace, sendgrid());
  shop.transport->answer_with([](const http::Request&) { return broken_off(http::Phase::sent); });
  write_to(&shop.workspace, 5);
  shop.workspace->settle();
  shop.workspace->advance_by("1d");
  CHECK(shop.sizes() == std::vector<size_t>{5});
  CHECK(shop.workspace.sends_by_state()["unknown"] == 5);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("a batch that is refused for one of its recipients goes again without him") {
  Shop shop;
  set_up(&shop.workspace, sendgrid());
  shop.transport->answer_with([](const http::Request& request) {
    const Value body = schema::parse_json(request.body);
    const schema::Array& all = body.find("personalizations")->as_array();
    for (size_t i = 0; i < all.size(); ++i) {
      if (text_of(all[i].find("to")->as_array()[0], "email") != "p3@shop.example") continue;
      http::Response response = complete(400);
      response.body = R"({"errors": [{"message": "Does not contain a valid address.",
          "field": "personalizations.)" +
                      std::to_string(i) + R"(.to.0.email"}]})";
      return response;
    }
    return complete(202);
  });
  write_to(&shop.workspace, 8);
  shop.workspace->settle();
  CHECK(shop.sizes() == std::vector<size_t>{8, 7});
  CHECK(shop.workspace.sends_by_state()["accepted"] == 7);
  CHECK(shop.workspace.sends_by_state()["rejected"] == 1);
  for (const Value& send : shop.workspace.items("sends.list")) {
    CHECK((text_of(send, "state") == "rejected") ==
          (text_of(send, "address") == "p3@shop.example"));
  }
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("a batch that fails is one failure of its account") {
  Shop shop;
  set_up(&shop.workspace, sendgrid(R"(, "breaker": {"failures": 3})"));
  std::atomic<int> calls = 0;
  shop.transport->answer_with(
      [&](const http::Request&) { return complete(++calls <= 2 ? 503 : 202); });
  write_to(&shop.workspace, 6);
  shop.workspace->settle(); // fails
  shop.workspace->advance_by("1s");
  shop.workspace->advance_by("2s");
  CHECK(shop.workspace.sends_by_state()["accepted"] == 6);
  CHECK(calls == 3);
}

TEST_CASE("more than one claim's worth leaves in order of due time, each once") {
  Shop shop;
  set_up(&shop.workspace, sendgrid(R"(, "batch": 1)"));
  shop.transport->answer_with([](const http::Request&) { return complete(202); });
  write_to(&shop.workspace, 700);
  shop.workspace->settle();
  const auto all = shop.recipients();
  CHECK(all.size() == 700);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 700);
  CHECK(shop.workspace.sends_by_state()["accepted"] == 700);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("an account that hangs holds up no other channel") {
  std::atomic<size_t> hanging = 0, texts = 0;
  LoopbackServer hangs([&](Connection& connection, int) {
    if (!read_http_request(connection)) return;
    ++hanging;
    connection.wait_until_closed();
  });
  LoopbackServer answers([&](Connection& connection, int) {
    while (read_http_request(connection)) {
      ++texts;
      connection.write(http_response("201 Created", "", R"({"sid": "SM1", "status": "queued"})"));
    }
  });
  TestWorkspace workspace(system_options());
  set_up(&workspace, sendgrid(R"(, "batch": 1, "timeout": "3s", "allow_private": true,
      "base_url": "http://127.0.0.1:)" +
                              std::to_string(hangs.port()) + "\""));
  workspace.call("templates.create", R"({"key": "code", "channel": "sms", "kind": "transactional",
      "text": "Your code"})");
  workspace.call("providers.create", R"({"key": "tw", "kind": "twilio", "channel": "sms",
      "account_sid": "AC00000000000000000000000000000001", "auth_token": "t", "from": "+15557122661",
      "allow_private": true, "base_url": "http://127.0.0.1:)" +
                                         std::to_string(answers.port()) + "\"}");
  workspace.flow(R"({"key": "code", "trigger": {"event": "Log In"}, "start": "text",
      "nodes": {"text": {"type": "message", "channel": "sms", "template": "code"}}})");
  write_to(&workspace, 8);
  const auto wait_for = [](const std::atomic<size_t>& count, size_t value) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    while (count < value && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return count >= value;
  };
  REQUIRE(wait_for(hanging, 8)); // all that may be open to one host
  workspace->identify(R"({"user_id": "ada", "phone": "+15558675310"})");
  workspace.track("ada", "Log In");
  CHECK(wait_for(texts, 1));
  CHECK(workspace.sends_by_state()["unknown"] == 0); // the others still hang
}

TEST_CASE("a close lets what is under way come back, and the rest goes after the next open") {
  Shop shop(system_options());
  set_up(&shop.workspace, sendgrid(R"(, "batch": 1)"));
  ScriptedTransport& transport = *shop.transport;
  // The second round of requests does not come back before the workspace is closed.
  std::atomic<bool> first = true;
  transport.answer_with([&](const http::Request&) {
    if (first.exchange(false)) transport.hold();
    return complete(202);
  });
  constexpr size_t kPeople = 600;
  std::string lines;
  for (size_t i = 0; i < kPeople; ++i) {
    const std::string who = R"("user_id": ")" + name_of(i) + "\"";
    lines +=
        R"({"type": "identify", )" + who + R"(, "email": ")" + name_of(i) + "@shop.example\"}\n";
    lines += R"({"type": "consent", )" + who +
             R"(, "channel": "email", "state": "granted", "source": "form"})" + "\n";
    lines += R"({"type": "track", )" + who + R"(, "event": "Go"})" + "\n";
  }
  REQUIRE(shop.workspace->ingest(lines).errors.empty());
  transport.wait_until_entered(2);
  std::thread closing([&] { shop.workspace.close(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  transport.release();
  closing.join();
  const size_t left = transport.requests().size();
  CHECK(left < kPeople);
  shop.workspace.open();
  CHECK(shop.workspace.sends_by_state()["unknown"] == 0);
  shop.workspace->settle();
  const auto all = shop.recipients();
  CHECK(all.size() == kPeople);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == kPeople);
  CHECK(shop.workspace.sends_by_state()["accepted"] == kPeople);
  CHECK(shop.workspace.broken() == "");
}

} // namespace beckon::engine
