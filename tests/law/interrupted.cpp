#include "interrupted.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "support/temp_directory.h"

namespace beckon::law {
namespace {

using store::Record;
using test::TestWorkspace;
namespace fs = std::filesystem;

std::string journal_file(const TestWorkspace& workspace) {
  return workspace.path() + "/journal.mdb";
}
std::string state_file(const TestWorkspace& workspace) { return workspace.path() + "/state.mdb"; }

// The journal from before anything was taken out of it.
class WholeJournal {
 public:
  // REQUIRES: the workspace is closed
  explicit WholeJournal(const TestWorkspace& workspace) {
    fs::copy_file(journal_file(workspace), directory_.file("whole"));
  }
  // Leaves the workspace closed.
  void put_back(TestWorkspace* workspace, bool state_is_lost) const {
    workspace->close();
    fs::copy_file(directory_.file("whole"), journal_file(*workspace),
                  fs::copy_options::overwrite_existing);
    if (state_is_lost) fs::remove(state_file(*workspace));
  }

 private:
  test::TempDirectory directory_;
};

void empty_some(const std::string& path, const std::function<bool(const Record&)>& emptied) {
  store::Journal journal(path, {});
  std::vector<Record> records;
  store::Journal::Reader reader(journal);
  for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
    Record record = reader.at(offset).value();
    if (!emptied(record)) continue;
    record.kind = store::RecordKind::redacted;
    record.payload.clear();
    records.push_back(std::move(record));
  }
  REQUIRE(!records.empty());
  journal.redact(records, journal.last_offset());
}

} // namespace

std::string sound_hash(TestWorkspace* workspace) {
  REQUIRE(workspace->broken() == "");
  return workspace->state_hash();
}

void lose_state(TestWorkspace* workspace) {
  workspace->close();
  fs::remove(state_file(*workspace));
  workspace->open();
}

void only_journal(TestWorkspace* workspace, Record record) {
  workspace->close();
  store::Journal journal(journal_file(*workspace), {});
  std::vector<Record> records = {std::move(record)};
  journal.append(&records);
}

void check_finished(TestWorkspace* workspace, const std::function<void()>& check_done) {
  const WholeJournal whole(*workspace);
  workspace->open();
  const std::string hash = sound_hash(workspace);
  check_done();
  for (const bool state_is_lost : {false, true}) {
    CAPTURE(state_is_lost);
    whole.put_back(workspace, state_is_lost);
    workspace->open();
    CHECK(sound_hash(workspace) == hash);
    check_done();
  }
}

void check_finished_from(TestWorkspace* workspace,
                         const std::function<bool(const Record&)>& emptied,
                         const std::function<void()>& check_done) {
  const WholeJournal whole(*workspace);
  workspace->open();
  const std::string hash = sound_hash(workspace);
  for (const bool state_is_lost : {false, true}) {
    CAPTURE(state_is_lost);
    whole.put_back(workspace, state_is_lost);
    empty_some(journal_file(*workspace), emptied);
    workspace->open();
    CHECK(sound_hash(workspace) == hash);
    check_done();
  }
}

} // namespace beckon::law
