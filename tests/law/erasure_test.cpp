// Laws 1 and 2 where a person is forgotten: the state stays a fold of what is kept, whatever a
// crash interrupts, and nothing that is kept says who they were.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "history.h"
#include "interrupted.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/files.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using store::Record;
using store::RecordKind;
namespace fs = std::filesystem;

constexpr size_t kLargestBatch = 500; // of many pages, whose memory the next ones are made in
constexpr const char* kAnn = R"({"profile": {"user_id": "ann"}})";

// Ann has been about, under several names and among others, and was written to.
void live(TestWorkspace* workspace, History* history) {
  history->run(60);
  workspace->opt_in("ann");
  (*workspace)->track(R"({"anonymous_id": "ann-phone", "event": "Cart Updated"})");
  (*workspace)->identify(R"({"user_id": "ann", "email": "ann.lee@shop.example",
      "anonymous_id": "ann-phone", "traits": {"name": "Ann Lee", "plan": "pro"}})");
  (*workspace)->track(R"({"email": "ann.lee@shop.example", "event": "Order Placed",
      "properties": {"total": 80, "ship_to": "Ann Lee, Linden Street 5"}})");
  workspace->call("suppressions.add", R"({"channel": "email", "address": "ann.lee@shop.example"})");
  workspace->call("lists.add", R"({"key": "news", "profile": {"anonymous_id": "ann-phone"}})");
  history->run(60);
  (*workspace)->track(R"({"user_id": "ann", "event": "Cart Updated"})");
  history->run(60);
}

// Every record of the journal as text.
std::string journal_of(TestWorkspace* workspace) {
  workspace->close();
  std::string text;
  {
    store::Journal journal(workspace->path() + "/journal.mdb", {});
    store::Journal::Reader reader(journal);
    for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
      text += reader.at(offset).value().payload + "\n";
    }
  }
  workspace->open();
  return text;
}

// Journals the erasure as a process does that dies before it applies it.
void only_journal_the_erasure(TestWorkspace* workspace) {
  const schema::Value shown = workspace->call("profiles.get", kAnn);
  Record record;
  record.kind = RecordKind::erase_profile;
  record.at = (*workspace)->now();
  record.payload = schema::to_json(schema::Value::object(
      {{"profile", *shown.find("id")}, {"identifiers", *shown.find("identifiers")}}));
  only_journal(workspace, std::move(record));
}

void check_forgotten(TestWorkspace* workspace) {
  CHECK(workspace->broken() == "");
  CHECK(code_of([&] { workspace->call("profiles.get", kAnn); }) == Code::not_found);
  const std::string journal = journal_of(workspace);
  for (const char* trace : {"ann.lee", "Ann Lee", "Linden Street", "ann-phone", R"("ann")"}) {
    CAPTURE(trace);
    CHECK(journal.find(trace) == std::string::npos);
  }
  CHECK(journal.find("u1") != std::string::npos); // of the others all is there
  for (const schema::Value& send : workspace->items("sends.list")) {
    CHECK(text_of(send, "address").find("ann") == std::string::npos);
  }
}

// Others who look at the journal all the time, each for a moment.
class Readers {
 public:
  Readers(TestWorkspace* workspace, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, workspace] {
        while (!ended_) workspace->call("profiles.timeline", R"({"profile": {"user_id": "u1"}})");
      });
    }
  }
  ~Readers() {
    ended_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> ended_{false};
  std::vector<std::thread> threads_;
};

} // namespace

TEST_CASE("an erasure leaves nothing of the person but what the receipt says") {
  TestWorkspace workspace;
  History history(&workspace, 11, kLargestBatch);
  live(&workspace, &history);
  const auto timeline = workspace.call("profiles.timeline", kAnn).find("items")->size();
  const schema::Value answer = workspace.call("profiles.erase", kAnn);
  const schema::Value& receipt = *answer.find("receipt");
  CHECK(receipt.find("events")->as_integer() == static_cast<int64_t>(timeline));
  CHECK(receipt.find("identifiers")->as_integer() >= 3);
  CHECK(receipt.find("consents")->as_integer() >= 2);
  CHECK(receipt.find("journal_records")->as_integer() >= 7);
  CHECK(receipt.find("redacted")->as_bool());
  check_forgotten(&workspace);
  // Nobody writes to the address: its hash is still suppressed.
  workspace->identify(R"({"user_id": "new", "email": "ann.lee@shop.example"})");
  workspace.segment("silent", R"({"suppressed": "email"})");
  CHECK(workspace->is_member("silent", person("new")));
}

TEST_CASE("no byte of the journal's file and of the state that is kept says who they were") {
  for (const bool others_read : {false, true}) {
    CAPTURE(others_read);
    TestWorkspace workspace;
    History history(&workspace, 16, kLargestBatch);
    live(&workspace, &history);
    const std::string long_text(20'000, 'x'); // a record on pages of its own
    workspace->track(
        R"({"user_id": "ann", "event": "Seen", "properties": {"note": "Linden Street )" +
        long_text + "\"}}");
    history.run(30);
    {
      const Readers readers(&workspace, others_read ? 3 : 0);
      workspace.call("profiles.erase", kAnn);
    }
    workspace.close();
    for (const char* file : {"/journal.mdb", "/base.mdb"}) {
      const std::string bytes = read_file(workspace.path() + file);
      for (const char* trace : {"ann.lee", "Ann Lee", "Linden Street", "ann-phone"}) {
        CAPTURE(file);
        CAPTURE(trace);
        CHECK(bytes.find(trace) == std::string::npos);
      }
    }
    workspace.open();
    CHECK(workspace.broken() == "");
  }
}

TEST_CASE("a person who is erased comes back as a stranger") {
  TestWorkspace workspace;
  workspace.segment("buyer", R"({"event": "Order Placed"})");
  workspace->track(R"({"user_id": "ann", "event": "Order Placed"})");
  const std::string before = text_of(workspace.call("profiles.get", kAnn), "id");
  workspace.call("profiles.erase", kAnn);
  const auto caused = workspace->identify(R"({"user_id": "ann"})");
  CHECK(caused.profile != before);
  CHECK_FALSE(workspace->is_member("buyer", person("ann")));
  CHECK(code_of([&] {
          workspace->track(R"({"id": ")" + before + R"(", "event": "Order Placed"})");
        }) == Code::not_found);
  CHECK(workspace.call("profiles.timeline", kAnn).find("items")->size() == 0);
  CHECK(workspace.broken() == "");
}

TEST_CASE("law 1: the state comes back after an erasure, from the state that is kept") {
  TestWorkspace workspace;
  History history(&workspace, 12, kLargestBatch);
  live(&workspace, &history);
  workspace.call("profiles.erase", kAnn);
  const std::string erased = sound_hash(&workspace);
  lose_state(&workspace);
  CHECK(sound_hash(&workspace) == erased);
  history.run(80); // life goes on behind it
  const std::string later = sound_hash(&workspace);
  workspace.reopen();
  CHECK(sound_hash(&workspace) == later);
  lose_state(&workspace);
  CHECK(sound_hash(&workspace) == later);
  check_forgotten(&workspace);
  // The next erasure begins a new base.
  workspace.call("profiles.erase", R"({"profile": {"user_id": "u1"}})");
  const std::string second = sound_hash(&workspace);
  lose_state(&workspace);
  CHECK(sound_hash(&workspace) == second);
}

TEST_CASE("law 2: an erasure that a crash interrupts is finished by the next open") {
  TestWorkspace workspace;
  History history(&workspace, 13, kLargestBatch);
  live(&workspace, &history);
  only_journal_the_erasure(&workspace);
  check_finished(&workspace, [&] { check_forgotten(&workspace); });
}

TEST_CASE("law 2: a journal that is redacted in part is redacted whole by the next open") {
  TestWorkspace workspace;
  History history(&workspace, 14, kLargestBatch);
  live(&workspace, &history);
  only_journal_the_erasure(&workspace);
  size_t emptied = 0;
  const auto some = [&](const Record& record) {
    if (record.payload.find("ann-phone") == std::string::npos) return false;
    if (record.kind == RecordKind::erase_profile) return false; // the last to go
    ++emptied;
    return true;
  };
  check_finished_from(&workspace, some, [&] { check_forgotten(&workspace); });
  CHECK(emptied >= 6); // in two rounds
}

TEST_CASE("a redacted journal without the state to begin with is corrupt, and says so") {
  TestWorkspace workspace;
  History history(&workspace, 15, kLargestBatch);
  live(&workspace, &history);
  workspace.call("profiles.erase", kAnn);
  workspace.close();
  fs::remove(workspace.path() + "/base.mdb");
  workspace.open(); // the state is there
  CHECK(workspace.broken() == "");
  workspace.close();
  fs::remove(workspace.path() + "/state.mdb");
  CHECK(code_of([&] { workspace.open(); }) == Code::corrupt);
}

TEST_CASE("an erasure is asked for again when the profile has changed meanwhile") {
  TestWorkspace workspace;
  workspace->identify(R"({"user_id": "ann"})");
  const schema::Value id = *workspace.call("profiles.get", kAnn).find("id");
  const schema::Value stale = schema::Value::object(
      {{"profile", id},
       {"identifiers", schema::parse_json(R"([{"kind": "user_id", "value": "x"}])")}});
  CHECK(code_of([&] { workspace->submit(RecordKind::erase_profile, stale); }) == Code::conflict);
  CHECK(workspace.broken() == "");
  CHECK_NOTHROW(workspace.call("profiles.get", kAnn));
}

} // namespace beckon::law
