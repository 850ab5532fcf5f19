// No more room for a file: by a limit on the size of files (RLIMIT_FSIZE), which unlike a full disk
// is not helped by giving up another file. Ordinary records are refused with disk_full, reading
// goes on, opt-outs are still taken, and all is normal again once the limit is gone. The full disk
// itself, a small tmpfs, is a law (tests/law/disk_full_test.cpp); ./dev crash space runs both.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;

// Files of this process may not grow beyond `bytes` while it lives.
class SizeLimit {
 public:
  explicit SizeLimit(uint64_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~SizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_ = {};
};

std::string event(int number) {
  return R"({"user_id": "u)" + std::to_string(number % 7) +
         R"(", "event": "Seen", "properties": {"text": ")" + std::string(2'000, 'x') + R"("}})";
}

engine::Options quiet() {
  engine::Options options = system_options();
  options.dispatch = false;
  return options;
}

} // namespace

TEST_CASE("no room: a limit on the size of files is a full disk, with opt-outs taken") {
  TestWorkspace workspace(quiet());
  workspace.opt_in("ann");
  workspace.opt_in("bob");
  for (int i = 0; i < 200; ++i) workspace->track(event(i));
  workspace->flush();
  const uint64_t size = std::filesystem::file_size(workspace.path() + "/journal.mdb");
  int taken = 0;
  {
    const SizeLimit limit(size + (256 << 10));
    Code code = Code::ok;
    for (; code == Code::ok && taken < 5'000; ++taken) {
      code = code_of([&] { workspace->track(event(taken)); });
    }
    REQUIRE(code == Code::disk_full);
    // Reading goes on, and nobody is lost to be told to stop.
    CHECK(text_of(workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})"), "id") !=
          "");
    for (int round = 0; round < 20; ++round) {
      workspace.opt_out("ann");
      workspace.opt_out("bob");
      CHECK(code_of([&] { workspace->track(event(round)); }) == Code::disk_full);
    }
  }
  workspace->track(event(1)); // normal again
  CHECK(workspace.broken() == "");
  for (const std::string who : {"ann", "bob"}) {
    const schema::Value consents =
        workspace.call("consents.get", R"({"profile": {"user_id": ")" + who + R"("}})");
    CHECK(text_of(consents.find("items")->as_array().front(), "state") == "denied");
  }
  workspace.reopen();
  CHECK(workspace.broken() == "");
  const schema::Value count =
      workspace.call("segments.estimate", R"({"where": {"event": "Seen", "count": {"gte": 1}}})");
  CHECK(count.find("count")->as_integer() == 7);
}

// Only the state's file has no room: its commit fails between two batches, of which the second one
// is journalled by then. The state is brought up again, and that batch is still to be applied.
TEST_CASE("no room: a state that cannot be stored while batches come has each of them once") {
  constexpr auto kLongEnough = std::chrono::seconds(60); // a busy writer commits every two
  TestWorkspace workspace(quiet());
  // Each event is of a new person, whom many flows keep: the state grows by more than the journal.
  for (int i = 0; i < 5; ++i) {
    workspace.flow(R"({"key": "later)" + std::to_string(i) + R"(", "trigger": {"event": "E"},
        "start": "wait", "nodes": {"wait": {"type": "delay", "for": "30d"}}})");
  }
  std::atomic<int> next{0};
  std::atomic<size_t> stored{0};
  const auto send = [&] {
    std::string lines;
    for (int line = 0; line < 1'000; ++line)
      lines += R"({"type":"track","event":"E","user_id":")" + std::to_string(next++) + "\"}\n";
    stored += workspace->ingest(lines).accepted;
  };
  for (int i = 0; i < 10; ++i) send();
  workspace->flush();
  // Given up when a commit has failed.
  const std::filesystem::path reserve = workspace.path() + "/reserve";
  const auto has_failed = [&] { return !exists(reserve) || file_size(reserve) == 0; };
  REQUIRE_FALSE(has_failed());
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  {
    const SizeLimit limit(std::filesystem::file_size(workspace.path() + "/state.mdb"));
    for (int thread = 0; thread < 2; ++thread) {
      threads.emplace_back([&] {
        while (!stop && code_of(send) == Code::ok) continue;
      });
    }
    const auto end = std::chrono::steady_clock::now() + kLongEnough;
    while (!has_failed() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(has_failed());
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const engine::VerifyReport report = workspace->verify();
  CHECK(report.events == stored.load());
  CHECK(report.broken.empty());
  workspace.reopen();
  CHECK(workspace->verify().state_hash == report.state_hash);
}

} // namespace beckon::crash
