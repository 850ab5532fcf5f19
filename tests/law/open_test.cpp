// Opening what cannot be opened: each with its code, and nothing changed.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "schema/json.h"
#include "store/journal.h"
#include "support/child.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
namespace fs = std::filesystem;

Code open(const std::string& path, bool create = true) {
  return code_of([&] {
    engine::Options options = manual_options();
    options.path = path;
    options.create = create;
    engine::Workspace workspace(options);
  });
}

// A workspace on the disk, closed.
struct Closed {
  TestWorkspace workspace;
  std::string hash;

  Closed() {
    workspace.segment("fans", R"({"event": "Seen"})");
    workspace.flow(R"({"key": "f", "trigger": {"event": "Seen"}, "start": "w",
        "nodes": {"w": {"type": "delay", "for": "1d"}}})");
    for (int i = 0; i < 50; ++i) workspace.track("u" + std::to_string(i % 7), "Seen");
    hash = workspace.state_hash();
    workspace.close();
  }
  const std::string& path() const { return workspace.path(); }
  std::string file(const std::string& name) const { return path() + "/" + name; }
  void check_intact() {
    workspace.open();
    CHECK(workspace.state_hash() == hash);
    CHECK(workspace.broken() == "");
    workspace.close();
  }
};

void put(const std::string& file, const std::string& table, const std::string& key,
         const std::string& value) {
  store::Environment environment(file, {table}, {});
  store::Transaction transaction = environment.begin_write();
  transaction.put(environment.table(0), key, value);
  transaction.commit();
}

} // namespace

TEST_CASE("open: paths that are none") {
  TempDirectory directory;
  CHECK(open("") == Code::invalid_request);
  CHECK(open(directory.file("absent"), false) == Code::not_found);
  CHECK_FALSE(fs::exists(directory.file("absent")));
  CHECK(open(directory.file("absent/deeper")) == Code::not_found);
  write_file(directory.file("file"), "text");
  CHECK(open(directory.file("file")) == Code::invalid_request);
  fs::create_directory(directory.file("empty"));
  CHECK(open(directory.file("empty"), false) == Code::not_found); // no workspace in it
  CHECK(open(directory.file("empty"), true) == Code::ok);
}

TEST_CASE("open: twice is busy, in this process and in another") {
  TestWorkspace workspace;
  CHECK(open(workspace.path()) == Code::busy);
  CHECK(in_child([&] { return std::string(code_name(open(workspace.path()))); }) == "busy");
  workspace.track("ann", "Seen"); // unharmed
  workspace.close();
  CHECK(open(workspace.path()) == Code::ok);
}

TEST_CASE("open: by a user without rights") {
  Closed closed;
  chmod(fs::path(closed.path()).parent_path().c_str(), 0755);
  const bool root = geteuid() == 0;
  chmod(closed.path().c_str(), root ? 0755 : 0555);
  if (!root) {
    for (const auto& entry : fs::directory_iterator(closed.path())) {
      chmod(entry.path().c_str(), 0444);
    }
  }
  CHECK(in_child_as_nobody([&] { return std::string(code_name(open(closed.path()))); }) ==
        "permission_denied");
  chmod(closed.path().c_str(), 0755);
  for (const auto& entry : fs::directory_iterator(closed.path())) {
    chmod(entry.path().c_str(), 0600);
  }
  closed.check_intact();
}

TEST_CASE("open: a state of an older form is made again from the journal") {
  Closed closed;
  put(closed.file("state.mdb"), "meta", "format", "\x01");
  // Rows as no library writes them, known and unknown: none of them is read.
  put(closed.file("state.mdb"), "profiles", std::string("\0\0\0\1", 4), "of another form");
  put(closed.file("state.mdb"), "activity", std::string("\0\0\xff\xff", 4), "of nobody");
  closed.check_intact();
  closed.check_intact();
}

TEST_CASE("open: a newer version's journal, state or catalog is refused and left alone") {
  SUBCASE("journal") {
    Closed closed;
    put(closed.file("journal.mdb"), "meta", "format", "\x02");
    CHECK(open(closed.path()) == Code::version_mismatch);
    put(closed.file("journal.mdb"), "meta", "format", "\x01");
    closed.check_intact();
  }
  SUBCASE("state") {
    Closed closed;
    put(closed.file("state.mdb"), "meta", "format", "\x7f");
    CHECK(open(closed.path()) == Code::version_mismatch);
    put(closed.file("state.mdb"), "meta", "format", "\x02");
    closed.check_intact();
  }
  SUBCASE("catalog") {
    Closed closed;
    std::string bytes = read_file(closed.file("catalog.sqlite"));
    bytes[60] = 1; // user_version, big-endian
    write_file(closed.file("catalog.sqlite"), bytes);
    CHECK(open(closed.path()) == Code::version_mismatch);
    bytes[60] = 0;
    write_file(closed.file("catalog.sqlite"), bytes);
    closed.check_intact();
  }
  SUBCASE("a record of a kind that is not known") {
    Closed closed;
    {
      store::Journal journal(closed.file("journal.mdb"), {});
      std::vector<store::Record> records(1);
      records[0].kind = static_cast<store::RecordKind>(99);
      records[0].at = journal.last_at();
      records[0].payload = "{}";
      journal.append(&records);
    }
    CHECK(open(closed.path()) == Code::version_mismatch);
  }
}

TEST_CASE("open: damaged files are corrupt, or the damage is found") {
  for (const char* name : {"journal.mdb", "state.mdb", "catalog.sqlite"}) {
    CAPTURE(std::string(name));
    Closed closed;
    write_file(closed.file(name), std::string(40'000, 'x'));
    CHECK(open(closed.path()) == Code::corrupt);
  }
}

TEST_CASE("open: a state that is lost comes back from the journal") {
  Closed closed;
  fs::remove(closed.file("state.mdb"));
  fs::remove(closed.file("state.mdb-lock"));
  closed.check_intact();
}

TEST_CASE("open: a journal with a hole is corrupt") {
  Closed closed;
  fs::remove(closed.file("state.mdb"));
  {
    store::Environment environment(closed.file("journal.mdb"), {"meta", "records"}, {});
    store::Transaction transaction = environment.begin_write();
    std::string key;
    put_big<uint64_t>(&key, 5);
    REQUIRE(transaction.remove(environment.table(1), key));
    transaction.commit();
  }
  CHECK(open(closed.path()) == Code::corrupt);
}

TEST_CASE("open: a flipped bit in the journal or the state is found, never believed") {
  // Wherever the bit is: the open fails, or verify tells, or the bit was in no live page.
  Random random(1);
  Closed closed;
  TempDirectory kept;
  for (const char* name : {"journal.mdb", "state.mdb"}) {
    const std::string file = closed.file(name), whole = read_file(file);
    size_t found = 0;
    for (int i = 0; i < 60; ++i) {
      std::string bytes = whole;
      // Values only: LMDB's own pages carry no checksum, and damage there may be anything.
      const std::string sought = std::string(name) == "journal.mdb" ? "Seen" : "fans";
      std::vector<size_t> places;
      for (size_t next = 0; (next = bytes.find(sought, next)) != std::string::npos; ++next) {
        places.push_back(next);
      }
      REQUIRE_FALSE(places.empty());
      const size_t at = places[random.below(places.size())];
      bytes[at + random.below(sought.size())] ^= static_cast<char>(1 << random.below(7));
      write_file(file, bytes);
      std::string hash, broken;
      const Code code = code_of([&] {
        TestWorkspace workspace(manual_options(), closed.path());
        const engine::VerifyReport report = workspace->verify();
        hash = report.state_hash;
        for (const std::string& line : report.broken) broken += line;
      });
      CAPTURE(at);
      CHECK((code == Code::ok || code == Code::corrupt));
      if (code == Code::corrupt || !broken.empty()) ++found;
      else CHECK(hash == closed.hash);
      write_file(file, whole);
    }
    CAPTURE(std::string(name));
    CHECK(found > 0);
  }
  closed.check_intact();
}

TEST_CASE("open: an address range that is too small is a full disk, not a loss") {
  TempDirectory directory;
  engine::Options options = manual_options();
  options.map_bytes = 2 << 20;
  TestWorkspace workspace(options, directory.file("workspace"));
  Code code = Code::ok;
  int accepted = 0;
  const std::string text(1'000, 'x');
  for (; accepted < 20'000 && code == Code::ok; ++accepted) {
    code = code_of([&] {
      workspace->track(R"({"user_id": "u", "event": "Seen", "properties": {"t": ")" + text +
                       "\"}}");
    });
  }
  CHECK(code == Code::disk_full);
  workspace.close();
  options.map_bytes = 0;
  TestWorkspace wider(options, directory.file("workspace"));
  CHECK(wider->verify().events == static_cast<uint64_t>(accepted - 1));
  CHECK(wider.broken() == "");
  wider.track("ann", "Seen");
}

} // namespace beckon::law
