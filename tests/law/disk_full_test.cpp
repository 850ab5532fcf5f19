// Law 6 and issue "a full disk": ordinary records are refused with disk_full, reads go on, opt-outs
// commit on reserved space, and all is normal again once there is room. Nothing is poisoned.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/small_disk.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr size_t kDiskMegabytes = 48; // three times the reserve

// A workspace on a disk of its own. `mounted` is false without the right to mount.
struct Shop {
  SmallDisk disk{kDiskMegabytes};
  bool mounted = disk.mounted();
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  std::unique_ptr<TestWorkspace> workspace;

  explicit Shop(engine::Options options) {
    if (!mounted) {
      MESSAGE("not checked: no right to mount a file system");
      return;
    }
    options.transport = transport;
    workspace = std::make_unique<TestWorkspace>(std::move(options), disk.path() + "/workspace");
    workspace->call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace->email_template("news");
    workspace->call("lists.create", R"({"key": "letter"})");
    workspace->segment("all", R"({"everyone": true})");
    workspace->flow(R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
        "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})");
    workspace->flow(R"({"key": "later", "trigger": {"event": "Later"}, "start": "wait",
        "nodes": {"wait": {"type": "delay", "for": "1s", "next": "write"},
                  "write": {"type": "message", "channel": "email", "template": "news"}}})");
    for (const char* who : {"ann", "bob", "cid"}) workspace->opt_in(who);
  }
  TestWorkspace& operator*() { return *workspace; }
  engine::Workspace* operator->() { return &workspace->engine(); }
  Code track() {
    return code_of([&] { workspace->track("ann", "Seen"); });
  }
  bool denied(const std::string& who) {
    const Value found = workspace->call("consents.get", R"({"profile": )" + person(who) + "}");
    return text_of(found.find("items")->as_array().at(0), "state") == "denied";
  }
};

} // namespace

TEST_CASE("disk full: ordinary records are refused, reads go on, opt-outs commit") {
  for (const bool manual : {true, false}) {
    CAPTURE(manual);
    Shop shop(manual ? manual_options() : system_options());
    if (!shop.mounted) return;
    shop->flush();
    shop.disk.fill();
    const auto error = error_of([&] { (*shop).track("ann", "Seen"); });
    REQUIRE(error.has_value());
    CHECK(error->code() == Code::disk_full);
    CHECK(is_retryable(error->code()));
    CHECK_FALSE(error->hint().empty());
    CHECK(code_of([&] { (*shop).opt_in("dan"); }) == Code::disk_full);
    CHECK(code_of([&] { (*shop).segment("x", R"({"everyone": true})"); }) == Code::disk_full);
    CHECK(code_of([&] {
            shop->ingest(R"({"type": "track", "event": "Seen", "user_id": "ann"})");
          }) == Code::disk_full);

    CHECK(shop->is_member("all", person("ann")));
    CHECK_FALSE(shop->is_member("all", person("dan")));
    CHECK((*shop).broken() == "");

    (*shop).opt_out("ann");
    CHECK(shop.denied("ann"));
    (*shop).call("suppressions.add", R"({"channel": "email", "address": "bob@shop.example"})");
    CHECK((*shop)
              .call("suppressions.get", R"({"channel": "email", "address": "bob@shop.example"})")
              .find("suppressed")
              ->as_bool());
    const auto batch = shop->ingest(
        R"({"type": "consent", "user_id": "cid", "channel": "email", "state": "denied"})");
    CHECK(batch.accepted == 1);
    CHECK(shop.denied("cid"));
    (*shop).call("lists.remove", R"({"key": "letter", "profile": {"user_id": "ann"}})");
    CHECK((*shop).broken() == "");

    (*shop).reopen(); // what was acknowledged on the reserve is durable
    CHECK(shop.denied("ann"));
    CHECK(shop.denied("cid"));
    CHECK((*shop).broken() == "");

    shop.disk.free();
    CHECK(shop.track() == Code::ok);
    (*shop).opt_in("dan");
    CHECK(shop->is_member("all", person("dan")));
    CHECK((*shop).broken() == "");
    CHECK(std::filesystem::file_size((*shop).path() + "/reserve") == 16 << 20);
  }
}

TEST_CASE("disk full: thousands of opt-outs fit into the reserve") {
  Shop shop(manual_options());
  if (!shop.mounted) return;
  constexpr int kPeople = 2'000;
  for (int i = 0; i < kPeople; ++i) (*shop).opt_in("p" + std::to_string(i));
  shop->flush();
  shop.disk.fill();
  REQUIRE(shop.track() == Code::disk_full);
  for (int i = 0; i < kPeople; ++i) (*shop).opt_out("p" + std::to_string(i));
  CHECK(shop.denied("p0"));
  CHECK(shop.denied("p" + std::to_string(kPeople - 1)));
  CHECK((*shop).broken() == "");
  shop.disk.free();
  CHECK(shop.track() == Code::ok);
}

TEST_CASE("disk full: an opt-out gets through beside ordinary records of other threads") {
  Shop shop(system_options());
  if (!shop.mounted) return;
  shop->flush();
  shop.disk.fill(2 << 20); // some room is left: it is the writing that runs out of it
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  std::atomic<int> refused{0}, others{0};
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&] {
      const std::string text(60'000, 'x');
      while (!stop) {
        const Code code = code_of([&] {
          shop->track(R"({"user_id": "ann", "event": "Seen", "properties": {"t": ")" + text +
                      "\"}}");
        });
        if (code == Code::disk_full) ++refused;
        else if (code != Code::ok) ++others;
      }
    });
  }
  while (refused < 20 && others == 0) std::this_thread::yield();
  for (const char* who : {"ann", "bob", "cid"}) {
    CHECK(code_of([&] { (*shop).opt_out(who); }) == Code::ok);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(others == 0);
  for (const char* who : {"ann", "bob", "cid"}) CHECK(shop.denied(who));
  shop.disk.free();
  CHECK(shop.track() == Code::ok);
  CHECK((*shop).broken() == "");
}

TEST_CASE("disk full: in the middle of large batches nothing that was accepted is lost") {
  Shop shop(system_options());
  if (!shop.mounted) return;
  shop->flush();
  shop.disk.fill(12 << 20); // some room is left
  std::string lines;
  for (int line = 0; line < 1'000; ++line) {
    lines += R"({"type": "track", "user_id": "ann", "event": "Seen", "properties": {"t": ")" +
             std::string(500, 'x') + "\"}}\n";
  }
  std::vector<std::thread> threads;
  std::atomic<size_t> accepted{0}, full{0};
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&] {
      const Code code = code_of([&] {
        while (true) accepted += shop->ingest(lines).accepted;
      });
      if (code == Code::disk_full) ++full;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(full == 2);
  CHECK(accepted >= 2'000);
  for (const char* who : {"ann", "bob"}) {
    CHECK(code_of([&] { (*shop).opt_out(who); }) == Code::ok);
  }
  CHECK((*shop).broken() == "");
  shop.disk.free();
  CHECK(shop.track() == Code::ok);
  const std::string hash = (*shop).state_hash();
  (*shop).reopen();
  CHECK((*shop).state_hash() == hash);
  CHECK(shop->verify().events > accepted);
  CHECK(shop.denied("ann"));
}

// Its records are applied while they are being journalled, and it is then that the room runs out.
TEST_CASE("disk full: of a large batch that finds no room nothing stays but the opt-out in it") {
  for (const bool manual : {true, false}) {
    CAPTURE(manual);
    Shop shop(manual ? manual_options() : system_options());
    if (!shop.mounted) return;
    shop->flush();
    const uint64_t events = shop->verify().events;
    shop.disk.fill(3 << 20); // more than is asked for before anything is tried
    std::string lines;
    for (int line = 0; line < 200; ++line) {
      lines += R"({"type": "track", "user_id": "ann", "event": "Later", "properties": {"t": ")" +
               std::string(25'000, 'x') + "\"}}\n";
    }
    const std::string opt_out =
        R"({"type": "consent", "user_id": "cid", "channel": "email", "state": "denied"})";
    CHECK(code_of([&] { shop->ingest(lines + opt_out + "\n"); }) == Code::disk_full);
    // The call ends with the first line that is refused: what becomes of those behind it shows.
    for (int i = 0; i < 500 && !shop.denied("cid"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(shop.denied("cid"));
    CHECK(shop->verify().events == events);
    CHECK((*shop).broken() == "");
    CHECK((*shop).items("flows.entries", R"({"key": "later"})").empty());

    shop.disk.free();
    CHECK(shop->ingest(lines).accepted == 200);
    CHECK(shop->verify().events == events + 200);
    const std::string hash = (*shop).state_hash();
    (*shop).reopen();
    CHECK((*shop).state_hash() == hash);
    CHECK((*shop).broken() == "");
  }
}

TEST_CASE("disk full: time that cannot be recorded waits, with a manual clock") {
  Shop shop(manual_options());
  if (!shop.mounted) return;
  (*shop).track("ann", "Later");
  shop->flush();
  shop.disk.fill();
  REQUIRE(shop.track() == Code::disk_full);
  CHECK(code_of([&] { shop->advance_by("1h"); }) == Code::disk_full);
  CHECK(shop.transport->requests().empty());
  (*shop).opt_out("bob"); // not poisoned
  CHECK((*shop).broken() == "");
  shop.disk.free();
  shop->advance_by("1h");
  CHECK(shop.transport->requests().size() == 1);
  CHECK((*shop).broken() == "");
  const std::string hash = (*shop).state_hash();
  (*shop).reopen();
  CHECK((*shop).state_hash() == hash);
}

TEST_CASE("disk full: a timer that falls due meanwhile fires once there is room") {
  Shop shop(system_options());
  if (!shop.mounted) return;
  (*shop).track("ann", "Later");
  shop->flush();
  shop.disk.fill();
  REQUIRE(shop.track() == Code::disk_full);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
  (*shop).opt_out("bob"); // not poisoned
  CHECK(shop.transport->requests().empty());
  shop.disk.free();
  for (int i = 0; i < 500 && shop.transport->requests().empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(shop.transport->requests().size() == 1);
  CHECK((*shop).broken() == "");
}

TEST_CASE("disk full: what a provider answered is written down all the same") {
  Shop shop(system_options());
  if (!shop.mounted) return;
  shop.transport->hold();
  (*shop).track("ann", "Go");
  shop.transport->wait_until_entered(1);
  shop->flush();
  shop.disk.fill();
  REQUIRE(shop.track() == Code::disk_full);
  shop.transport->release();
  for (int i = 0; i < 300 && (*shop).sends_by_state()["accepted"] == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK((*shop).sends_by_state()["accepted"] == 1);
  (*shop).reopen();
  CHECK((*shop).sends_by_state()["accepted"] == 1);
  CHECK(shop.transport->requests().size() == 1);
}

TEST_CASE("disk full: a new workspace is refused") {
  SmallDisk disk(2);
  if (!disk.mounted()) {
    MESSAGE("not checked: no right to mount a file system");
    return;
  }
  disk.fill();
  engine::Options options = manual_options();
  options.path = disk.path() + "/workspace";
  CHECK(code_of([&] { engine::Workspace workspace(options); }) == Code::disk_full);
  disk.free();
  CHECK(code_of([&] { engine::Workspace workspace(options); }) == Code::ok);
}

} // namespace beckon::law
