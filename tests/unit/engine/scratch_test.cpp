// Scratch states and the directory they are made in.
#include "engine/simulation/scratch.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "schema/json.h"
#include "support/errors.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
namespace fs = std::filesystem;

size_t files_in(const std::string& path) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(path), {}));
}

store::Record track(std::string_view who, Millis at) {
  store::Record record;
  record.kind = store::RecordKind::track;
  record.at = at;
  record.payload = R"({"event": "Seen", "user_id": ")" + std::string(who) + "\"}";
  return record;
}

} // namespace

TEST_CASE("scratch: its directory goes, and takes along what a crash has left") {
  TempDirectory workspace;
  fs::create_directory(workspace.file("scratch-crash"));
  std::ofstream(workspace.file("scratch-crash/state.mdb")) << "left over";
  std::ofstream(workspace.file("journal")) << "not ours";
  {
    const ScratchDirectory directory(workspace.path());
    CHECK(!fs::exists(workspace.file("scratch-crash")));
    const ScratchDirectory beside(workspace.path());
    CHECK(files_in(workspace.path()) == 3);
    std::ofstream(directory.file("state.mdb")) << "bytes";
  }
  CHECK(files_in(workspace.path()) == 1);
}

TEST_CASE("scratch: a state without a name, over somebody's journal") {
  TempDirectory workspace;
  store::Journal journal(workspace.file("journal.mdb"), {});
  std::vector<store::Record> records = {track("ann", 1'000), track("bob", 2'000)};
  journal.append(&records);
  const size_t before = files_in(workspace.path());
  Scratch scratch(workspace.path(), journal);
  CHECK(files_in(workspace.path()) == before);
  for (const store::Record& record : records) {
    CHECK(!scratch.apply_journalled(record).error);
  }
  CHECK(scratch.state().meta.applied == 2);
  CHECK(scratch.state().meta.next_profile == 3);
  // A fork goes its own way.
  const auto other = scratch.fork();
  CHECK(other->state().meta.next_profile == 3);
  other->apply_made(track("cid", 3'000));
  CHECK(other->state().meta.next_profile == 4);
  CHECK(scratch.state().meta.next_profile == 3);
  scratch.apply_made(track("dan", 4'000));
  CHECK(scratch.state().meta.next_profile == 4);
  CHECK(scratch.state().meta.applied == 2); // what is made up has no place in the journal
  CHECK(files_in(workspace.path()) == before);
  CHECK(journal.last_offset() == 2);
}

} // namespace beckon::engine
