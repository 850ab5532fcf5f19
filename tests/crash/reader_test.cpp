// A reader that stays where it is, as a program does that copies the file, or a process that was
// stopped while it read: LMDB may not use any page again that was freed since. The state must not
// grow by much meanwhile, nobody may have to wait for that reader, and nothing is lost.
#include <doctest/doctest.h>
#include <lmdb.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/other_process.h"
#include "support/workspace.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
using std::chrono::steady_clock;

std::chrono::seconds how_long() {
  const char* more = std::getenv("BECKON_CASES");
  return std::chrono::seconds(more == nullptr ? 4 : std::strtoll(more, nullptr, 10));
}

std::string event(size_t number) {
  return R"({"user_id": "u)" + std::to_string(number * 7'919 % 60'000) + R"(", "event": "Seen"})";
}

// Opens the state as it is and reads, until it is told to end.
void read_for_ever(const std::string& file, Other::Talk& talk) {
  MDB_env* environment = nullptr;
  MDB_txn* transaction = nullptr;
  const bool reads = mdb_env_create(&environment) == 0 &&
                     mdb_env_set_mapsize(environment, size_t{1} << 40) == 0 &&
                     mdb_env_open(environment, file.c_str(), MDB_NOSUBDIR | MDB_RDONLY, 0) == 0 &&
                     mdb_txn_begin(environment, nullptr, MDB_RDONLY, &transaction) == 0;
  talk.tell(reads ? 'r' : 'x');
  talk.hear();
}

} // namespace

TEST_CASE("an old reader: the state hardly grows, and calls go on") {
  TempDirectory directory;
  const std::string path = directory.file("workspace"), state = path + "/state.mdb";
  Other reader([&](Other::Talk& talk) {
    talk.hear();
    read_for_ever(state, talk);
  });
  engine::Options options = system_options();
  options.dispatch = false;
  TestWorkspace workspace(options, path);
  workspace.segment("busy", R"({"event": "Seen", "count": {"gte": 3}, "within": "1h"})");
  std::string lines;
  for (size_t i = 0; i < 120'000; ++i) {
    lines += R"({"type": "track", )" + event(i).substr(1) + "\n";
    if (i % 1'000 == 999) workspace->ingest(std::exchange(lines, {}));
  }
  workspace->flush();
  const auto size = [&] { return std::filesystem::file_size(state); };
  const uint64_t before = size();
  reader.tell('g');
  REQUIRE(reader.hear() == 'r');
  size_t calls = 0;
  for (const auto end = steady_clock::now() + how_long(); steady_clock::now() < end; ++calls) {
    workspace->track(event(calls));
    std::this_thread::sleep_for(std::chrono::milliseconds(3)); // a state commit fits in between
  }
  const uint64_t during = size();
  CHECK(during * 10 <= before * 11);
  reader.tell('e');
  CHECK(reader.status() == 0);
  CHECK(workspace.broken() == "");
  MESSAGE(calls << " calls; the state had " << before << " bytes before and " << during
                << " after");
}

} // namespace beckon::crash
