// Laws 1 and 2: state is a fold of the journal, all of a record or none of it, wherever commits,
// crashes and restarts fall.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "history.h"
#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
namespace fs = std::filesystem;

constexpr size_t kSteps = 400;
constexpr size_t kLargestBatch = 300; // of some the records are applied while they are journalled

// More histories on request: BECKON_CASES=200 test_law -tc='law 1: a journal alone*'
uint64_t cases() {
  const char* more = std::getenv("BECKON_CASES");
  return more == nullptr ? 3 : std::strtoull(more, nullptr, 10);
}

// Time stands still and nothing is sent: what happens is in the journal alone.
engine::Options replaying() {
  engine::Options options = manual_options();
  options.dispatch = false;
  return options;
}

struct Outcome {
  std::string hash, broken;
  uint64_t records = 0;
  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(TestWorkspace* workspace) {
  const engine::VerifyReport report = (*workspace)->verify();
  Outcome outcome{report.state_hash, {}, report.records};
  for (const std::string& line : report.broken) outcome.broken += line + "\n";
  return outcome;
}

// A journal as it is on the disk, with records of another one.
class Copy {
 public:
  explicit Copy(const std::string& source) : from_(source + "/journal.mdb", {}) {
    fs::create_directory(path());
    const std::string file = path() + "/journal.mdb";
    store::Environment made(file, {"meta", "records"}, {});
    store::Transaction transaction = made.begin_write();
    transaction.put(made.table(0), "format", "\x01");
    transaction.put(made.table(0), "seed", from_.seed());
    transaction.commit();
  }
  std::string path() const { return directory_.file("workspace"); }
  uint64_t last() const { return from_.last_offset(); }

  // Appends the next records, up to the offset, as a process that dies before it applies them.
  void append_up_to(uint64_t offset) {
    store::Journal journal(path() + "/journal.mdb", {});
    std::vector<store::Record> records;
    store::Journal::Reader reader(from_);
    for (uint64_t next = journal.last_offset() + 1; next <= std::min(offset, last()); ++next) {
      records.push_back(reader.at(next).value());
    }
    journal.append(&records);
  }
  Outcome open() {
    TestWorkspace workspace(replaying(), path());
    return outcome_of(&workspace);
  }

 private:
  TempDirectory directory_;
  store::Journal from_;
};

// Replays the journal in steps of so many records, opened and closed in between.
Outcome replay_in_steps(const std::string& source, uint64_t records_a_step) {
  Copy copy(source);
  Outcome outcome;
  for (uint64_t offset = 0; offset < copy.last();) {
    offset += records_a_step;
    copy.append_up_to(offset);
    outcome = copy.open();
    REQUIRE(outcome.broken == "");
  }
  return outcome;
}

} // namespace

TEST_CASE("law 1: a journal alone gives the state again, whatever the steps") {
  for (uint64_t seed = 1; seed <= cases(); ++seed) {
    CAPTURE(seed);
    TestWorkspace workspace;
    History(&workspace, seed, kLargestBatch).run(kSteps);
    const Outcome live = outcome_of(&workspace);
    REQUIRE(live.broken == "");
    REQUIRE(live.records > kSteps);
    // The history is worth the name: people came and went, and were written to.
    REQUIRE(workspace.items("flows.entries", R"({"key": "cart"})").size() > 10);
    REQUIRE(workspace.sends_by_state()["accepted"] > 0);
    REQUIRE(workspace.sends_by_state()["excluded"] > 0);
    workspace.close();
    CHECK(replay_in_steps(workspace.path(), UINT32_MAX) == live);
    CHECK(replay_in_steps(workspace.path(), 1'000) == live);
    CHECK(replay_in_steps(workspace.path(), 97) == live);
  }
}

TEST_CASE("law 1: record by record, with a restart after each") {
  TestWorkspace workspace;
  History(&workspace, 4).run(60);
  const Outcome live = outcome_of(&workspace);
  workspace.close();
  CHECK(replay_in_steps(workspace.path(), 1) == live);
}

TEST_CASE("law 1: restarts of the living change nothing") {
  TestWorkspace workspace;
  History history(&workspace, 5);
  for (int i = 0; i < 12; ++i) {
    history.run(25);
    const Outcome before = outcome_of(&workspace);
    workspace.reopen();
    CHECK(outcome_of(&workspace) == before);
    CHECK(before.broken == "");
  }
  const Outcome live = outcome_of(&workspace);
  workspace.close();
  CHECK(replay_in_steps(workspace.path(), UINT32_MAX) == live);
}

TEST_CASE(
    "law 1: what many threads wrote at once, in groups of any size, is replayed to the same") {
  TestWorkspace workspace;
  History(&workspace, 9).run(30);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 6; ++thread) {
    threads.emplace_back([&workspace, thread] {
      Random random(static_cast<uint64_t>(thread));
      for (int i = 0; i < 150; ++i) {
        const std::string who = "u" + std::to_string(random.below(10));
        switch (random.below(8)) {
          case 0: workspace.opt_in(who); break;
          case 1: workspace.opt_out(who); break;
          case 2: // refused when another thread has been faster
            error_of([&] { workspace->advance_to(workspace->now() + kMinute * thread); });
            break;
          case 3: {
            // The larger ones are journalled while others are applied.
            std::string lines;
            for (int line = 0; line < (i % 4 == 0 ? 400 : 40); ++line) {
              lines += R"({"type": "track", "event": "Seen", "user_id": ")" + who + "\"}\n";
            }
            workspace->ingest(lines);
            break;
          }
          default: workspace.track(who, i % 2 == 0 ? "Order Placed" : "Cart Updated");
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Outcome live = outcome_of(&workspace);
  REQUIRE(live.broken == "");
  workspace.close();
  CHECK(replay_in_steps(workspace.path(), UINT32_MAX) == live);
  CHECK(replay_in_steps(workspace.path(), 213) == live);
}

TEST_CASE("law 1: a caller's records stay in order where groups are journalled ahead") {
  constexpr int kThreads = 3, kLines = 3'000;
  TestWorkspace workspace;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&workspace, thread] {
      std::string lines;
      for (int line = 0; line < kLines; ++line) {
        lines += R"({"type": "track", "event": "Seen", "user_id": "u)" + std::to_string(thread) +
                 R"(", "properties": {"n": )" + std::to_string(line) + "}}\n";
      }
      workspace->ingest(lines);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Outcome live = outcome_of(&workspace);
  REQUIRE(live.broken == "");
  REQUIRE(live.records == kThreads * kLines);
  workspace.close();
  std::map<std::string, int64_t> next; // by caller
  {
    store::Journal journal(workspace.path() + "/journal.mdb", {});
    store::Journal::Reader reader(journal);
    size_t wrong = 0;
    for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
      const schema::Value record = schema::parse_json(reader.at(offset).value().payload);
      const int64_t n = record.find("properties")->find("n")->as_integer();
      if (n != next[record.find("user_id")->as_string()]++) ++wrong;
    }
    CHECK(wrong == 0);
  }
  CHECK(next.size() == kThreads);
  CHECK(replay_in_steps(workspace.path(), UINT32_MAX) == live);
  CHECK(replay_in_steps(workspace.path(), 1'000) == live);
}

TEST_CASE("law 2: a state that is behind its journal, at any record, catches up to the same") {
  TestWorkspace workspace;
  History history(&workspace, 6);
  // States as crashes would leave them: copied after a commit, in the middle of the history.
  TempDirectory kept;
  std::vector<std::string> states;
  for (int i = 0; i < 6; ++i) {
    history.run(40);
    workspace.close();
    states.push_back(kept.file(std::to_string(i)));
    fs::copy_file(workspace.path() + "/state.mdb", states.back());
    workspace.open();
  }
  const Outcome live = outcome_of(&workspace);
  workspace.close();
  for (const std::string& state : states) {
    Copy copy(workspace.path());
    copy.append_up_to(UINT64_MAX);
    fs::copy_file(state, copy.path() + "/state.mdb");
    CHECK(copy.open() == live);
  }
}

TEST_CASE("law 2: a state that is ahead of its journal is corrupt, and says so") {
  TestWorkspace workspace;
  History(&workspace, 7).run(20);
  workspace.close();
  Copy copy(workspace.path());
  copy.append_up_to(5);
  fs::copy_file(workspace.path() + "/state.mdb", copy.path() + "/state.mdb");
  CHECK(code_of([&] { copy.open(); }) == Code::corrupt);
}

TEST_CASE("law 1: opaque ids are the same after a replay") {
  TestWorkspace workspace;
  History(&workspace, 8).run(100);
  const schema::Value before = workspace.call("profiles.list", R"({"limit": 1000})");
  const auto sends = workspace.items("sends.list");
  workspace.close();
  Copy copy(workspace.path());
  copy.append_up_to(UINT64_MAX);
  TestWorkspace replayed(replaying(), copy.path());
  CHECK(replayed.call("profiles.list", R"({"limit": 1000})") == before);
  CHECK(replayed.items("sends.list") == sends);
}

} // namespace beckon::law
