// Sending to a provider that fails in every way, from a process that is killed again and again:
// nobody is written to twice, nothing is lost without being booked so, and nobody is claimed after
// an opt-out was acknowledged. `./dev crash send` runs it at full size: 100,000
// messages, 100 kills, 10,000 races.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "base/crypto.h"
#include "base/public_key.h"
#include "engine/send.h"
#include "fake_provider.h"
#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/keys.h"
#include "support/random.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
using engine::SendState;
using schema::Value;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Kills of the sending process; with BECKON_CASES as many, and everything else in proportion.
struct Size {
  uint64_t kills = 6, sends = 1'500, races = 500;
};
Size size_of_run() {
  const char* more = std::getenv("BECKON_CASES");
  if (more == nullptr) return {};
  const uint64_t kills = std::strtoull(more, nullptr, 10);
  return {kills, kills * 1'000, kills * 100};
}

engine::Options without_sending() {
  engine::Options options = system_options();
  options.dispatch = false;
  return options;
}

// Faults are the provider's, and no reason to leave it alone: the test is about what it was given.
std::string account(const std::string& kind, uint16_t port) {
  const std::string where = "http://127.0.0.1:" + std::to_string(port);
  const std::string own =
      kind == "webhook"
          ? std::string() + R"("secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "url": ")"
          : R"("api_key": "SG.x", "batch": 1, "webhook_key": ")" + std::string(kP256Public) +
                R"(", "base_url": ")";
  return R"({"key": "main", "kind": ")" + kind + R"(", "channel": "email", "timeout": "1s",
      "allow_private": true, "breaker": {"failures": 1000, "share": 100, "calls": 100000,
      "pause": "1s", "longest_pause": "1s"}, )" +
         own + where + "\"}";
}

void set_up(TestWorkspace* workspace, const std::string& provider) {
  workspace->call("providers.create", provider);
  workspace->email_template("news");
  workspace->flow(R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})");
}

// `count` people with an e-mail that waits for each.
void decide(TestWorkspace* workspace, uint64_t count) {
  constexpr uint64_t kPart = 5'000;
  for (uint64_t from = 0; from < count; from += kPart) {
    std::string lines;
    for (uint64_t i = from; i < std::min(count, from + kPart); ++i) {
      const std::string who = "\"user_id\": \"u" + std::to_string(i) + "\"";
      lines += R"({"type": "identify", )" + who + R"(, "email": "u)" + std::to_string(i) +
               "@shop.example\"}\n";
      lines += R"({"type": "consent", )" + who +
               R"(, "channel": "email", "state": "granted", "source": "form"})" + "\n";
      lines += R"({"type": "track", )" + who + R"(, "event": "Go"})" + "\n";
    }
    REQUIRE((*workspace)->ingest(lines).errors.empty());
  }
}

pid_t start_driver(const std::string& workspace) {
  const pid_t pid = fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    execl(CRASH_SEND_DRIVER, CRASH_SEND_DRIVER, workspace.c_str(), nullptr);
    _exit(127);
  }
  return pid;
}

// Whether the process ended by itself before `after`; then it has to have ended well.
bool ended_before(pid_t pid, milliseconds after) {
  const auto end = steady_clock::now() + after;
  while (steady_clock::now() < end) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      REQUIRE(WIFEXITED(status));
      REQUIRE(WEXITSTATUS(status) == 0);
      return true;
    }
    std::this_thread::sleep_for(milliseconds(1));
  }
  return false;
}

// Sends everything, killed so many times on the way at random instants.
uint64_t send_and_kill(const std::string& workspace, uint64_t times, Random* random) {
  uint64_t killed = 0;
  while (true) {
    const pid_t pid = start_driver(workspace);
    const auto life = killed < times
                          ? milliseconds(random->between(1, random->one_in(5) ? 40 : 400))
                          : milliseconds(600'000);
    if (ended_before(pid, life)) return killed;
    REQUIRE(kill(pid, SIGKILL) == 0);
    int status = 0;
    waitpid(pid, &status, 0);
    REQUIRE(killed < times); // else it has not come to an end
    ++killed;
  }
}

struct Booked {
  std::map<SendState, std::set<std::string>> keys; // by state
  uint64_t all = 0;
};

Booked booked(TestWorkspace& workspace) {
  Booked result;
  const auto reader = workspace->read(true);
  store::Cursor cursor = reader->txn().cursor(reader->table(engine::T::sends));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const auto row = engine::decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
    result.keys[row.state].insert(to_hex(row.key));
    ++result.all;
  }
  return result;
}

// What SendGrid tells of some messages, signed by a key.
Value delivery(const std::vector<std::pair<std::string, std::string>>& events,
               const std::string& private_key) {
  Value body = Value::array();
  const std::string time =
      std::to_string(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
  for (const auto& [key, event] : events) {
    body.push_back(Value::object({{"event", event},
                                  {"beckon_send", key},
                                  {"sg_event_id", key + event},
                                  {"timestamp", static_cast<int64_t>(std::stoll(time))}}));
  }
  const std::string text = schema::to_json(body);
  const std::string signature = der_of(sign_es256(private_key, time + text).value());
  return Value::object({{"provider", "main"},
                        {"headers", Value::object({{"X-Twilio-Email-Event-Webhook-Timestamp", time},
                                                   {"X-Twilio-Email-Event-Webhook-Signature",
                                                    to_base64(signature)}})},
                        {"body", text}});
}

void tell(const char* kind, FakeProvider& provider, const Booked& result, uint64_t killed) {
  std::string line = std::string(kind) + ": " + std::to_string(provider.requests()) +
                     " requests, " + std::to_string(killed) + " kills;";
  for (const auto& [state, keys] : result.keys) {
    line += " " + std::string(engine::state_name(state)) + " " + std::to_string(keys.size());
  }
  MESSAGE(line);
  for (const Fault fault : kFaults) CHECK(provider.faults(fault) > 0);
}

} // namespace

TEST_CASE("a provider that cannot tell repetitions gets nothing twice, and losses are booked") {
  Random random(1);
  FakeProvider provider({random.bits(), 5, 3});
  TestWorkspace workspace(without_sending());
  set_up(&workspace, account("sendgrid", provider.port()));
  decide(&workspace, size_of_run().sends);
  workspace.close();
  const uint64_t killed = send_and_kill(workspace.path(), size_of_run().kills, &random);
  workspace.open();
  REQUIRE(workspace.broken() == "");
  const Booked result = booked(workspace);
  const std::map<std::string, int> delivered = provider.delivered();
  tell("at most once", provider, result, killed);
  CHECK(result.all == size_of_run().sends);
  uint64_t twice = 0, unbooked = 0, lost = 0;
  for (const auto& [key, times] : delivered) {
    if (times > 1) ++twice;
    const bool known = result.keys.count(SendState::accepted) != 0 &&
                       result.keys.at(SendState::accepted).count(key) != 0;
    const bool doubted = result.keys.count(SendState::unknown) != 0 &&
                         result.keys.at(SendState::unknown).count(key) != 0;
    if (!known && !doubted) ++unbooked;
  }
  REQUIRE(result.keys.count(SendState::accepted) == 1);
  for (const std::string& key : result.keys.at(SendState::accepted)) {
    if (delivered.count(key) == 0) ++lost;
  }
  CHECK(twice == 0);
  CHECK(unbooked == 0); // delivered, and booked as anything but accepted or unknown
  CHECK(lost == 0);     // booked as accepted, and never delivered
  // Each message has an end, and what did not arrive is unknown: nothing was refused for good.
  for (const auto& [state, keys] : result.keys) {
    CAPTURE(engine::state_name(state));
    CHECK((state == SendState::accepted || state == SendState::unknown));
  }
}

TEST_CASE("a provider that knows repetitions delivers each message once") {
  Random random(2);
  FakeProvider provider({random.bits(), 5, 3});
  TestWorkspace workspace(without_sending());
  set_up(&workspace, account("webhook", provider.port()));
  decide(&workspace, size_of_run().sends);
  workspace.close();
  const uint64_t killed = send_and_kill(workspace.path(), size_of_run().kills, &random);
  workspace.open();
  REQUIRE(workspace.broken() == "");
  const Booked result = booked(workspace);
  const std::map<std::string, int> delivered = provider.delivered();
  tell("idempotent", provider, result, killed);
  CHECK(delivered.size() == size_of_run().sends);
  for (const auto& [key, times] : delivered) {
    if (times != 1) FAIL_CHECK(key << " was delivered " << times << " times");
  }
  REQUIRE(result.keys.count(SendState::accepted) == 1);
  CHECK(result.keys.at(SendState::accepted).size() == size_of_run().sends);
}

TEST_CASE("what the provider tells twice, in any order and among forgeries, counts once") {
  Random random(4);
  FakeProvider provider({random.bits(), 0, 0});
  TestWorkspace workspace(system_options());
  set_up(&workspace, account("sendgrid", provider.port()));
  const uint64_t count = std::min<uint64_t>(size_of_run().sends, 1'000);
  decide(&workspace, count);
  workspace->settle();
  std::vector<std::pair<std::string, std::string>> events;
  for (const auto& [key, times] : provider.delivered()) {
    for (const char* event : {"processed", "delivered", "open", "click"}) {
      for (int twice = 0; twice < 2; ++twice) events.emplace_back(key, event);
    }
  }
  REQUIRE(events.size() == 8 * count);
  for (size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random.below(i)]);
  constexpr size_t kTogether = 64;
  size_t refused = 0, deliveries = 0;
  for (size_t from = 0; from < events.size(); from += kTogether) {
    const auto end = static_cast<std::ptrdiff_t>(std::min(events.size(), from + kTogether));
    const Value told =
        delivery({events.begin() + static_cast<std::ptrdiff_t>(from), events.begin() + end}, kP256);
    // Somebody who has seen it says more, under the signature that he has seen.
    Value forged = delivery({{events[from].first, "spamreport"}}, kP256);
    forged.set("headers", *told.find("headers"));
    for (const Value& one : {forged, told}) {
      try {
        workspace->call("webhooks.receive", one);
        ++deliveries;
      } catch (const Error& error) {
        CHECK(error.code() == Code::permission_denied);
        ++refused;
      }
    }
  }
  CHECK(refused == deliveries);
  for (const char* state : {"delivered", "opened", "clicked"}) {
    CAPTURE(state);
    size_t reached = 0;
    for (const Value& send : workspace.items("sends.list")) {
      const Value* states = send.find("reached");
      REQUIRE(states != nullptr);
      for (const Value& one : states->as_array()) reached += one.as_string() == state;
      CHECK(text_of(send, "state") == "accepted");
    }
    CHECK(reached == count);
  }
  CHECK(workspace.items("suppressions.list").empty());
  CHECK(workspace.broken() == "");
}

// By the order of the journal: a record of opting out, then a claim that was granted, is a breach.
TEST_CASE("after an acknowledged opt-out nobody is claimed, however close the race") {
  auto transport =
      std::make_shared<ScriptedTransport>([](const http::Request&) { return complete(202); });
  engine::Options options = system_options();
  options.transport = transport;
  TestWorkspace workspace(options);
  set_up(&workspace, account("sendgrid", 1));
  Random random(3);
  const uint64_t count = size_of_run().races;
  for (uint64_t i = 0; i < count; ++i) workspace.opt_in("u" + std::to_string(i));
  // One race after the other: an event that starts the message, and the opt-out beside it.
  std::atomic<uint64_t> triggered = 0, opted = 0;
  std::thread customers([&] {
    for (uint64_t i = 0; i < count; ++i) {
      while (opted < i) std::this_thread::yield();
      workspace.track("u" + std::to_string(i), "Go");
      triggered = i + 1;
    }
  });
  for (uint64_t i = 0; i < count; ++i) {
    if (random.one_in(2)) {
      while (triggered < i + 1) std::this_thread::yield();
    }
    // From before the message is decided on to well after it has left.
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(2'000)));
    workspace.opt_out("u" + std::to_string(i));
    opted = i + 1;
  }
  customers.join();
  workspace->settle();
  std::map<std::string, uint64_t> opted_out; // by address, the offset of the record
  std::map<uint64_t, uint64_t> claimed;      // by send, the offset of its first claim
  const auto reader = workspace->read(true);
  for (uint64_t offset = 1; offset <= workspace->journal().last_offset(); ++offset) {
    const auto record = reader->record(offset);
    REQUIRE(record.has_value());
    const bool is_claim = record->kind == store::RecordKind::claim;
    if (!is_claim && record->kind != store::RecordKind::consent) continue;
    const Value payload = schema::parse_json(record->payload);
    if (!is_claim && text_of(payload, "state") == "denied") {
      opted_out.emplace(text_of(payload, "user_id") + "@shop.example", offset);
    }
    if (!is_claim) continue;
    for (const Value& one : payload.find("claims")->as_array()) {
      claimed.emplace(static_cast<uint64_t>(one.find("send")->as_integer()), offset);
    }
  }
  REQUIRE(opted_out.size() == count);
  uint64_t before = 0, after = 0, breaches = 0;
  store::Cursor cursor = reader->txn().cursor(reader->table(engine::T::sends));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const auto row = engine::decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
    if (row.state == SendState::excluded) {
      ++after;
      continue;
    }
    ++before;
    REQUIRE(row.state == SendState::accepted);
    if (claimed.at(row.number) > opted_out.at(row.address)) ++breaches;
  }
  MESSAGE("races: " << before << " messages claimed before the opt-out, " << after << " held back");
  CHECK(breaches == 0);
  CHECK(before > 0);
  CHECK(after > 0);
  CHECK(before + after == count);
}

} // namespace beckon::crash
