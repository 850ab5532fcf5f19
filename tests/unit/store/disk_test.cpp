// The directory: made, claimed once, with some space held back.
#include "store/disk.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/child.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/other_process.h"
#include "support/small_disk.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

constexpr auto kShared = DirectoryClaim::Sharing::shared, kAlone = DirectoryClaim::Sharing::alone;

Code claim(const std::string& path, bool create = true, DirectoryClaim::Sharing sharing = kShared) {
  return code_of([&] { DirectoryClaim(path, create, sharing); });
}

std::string claim_name(const std::string& path) { return std::string(code_name(claim(path))); }

} // namespace

TEST_CASE("claim: makes the directory, for its owner alone") {
  TempDirectory directory;
  const std::string path = directory.file("workspace");
  CHECK(claim(path, false) == Code::not_found);
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(claim(path, true) == Code::ok);
  struct stat info;
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);
  CHECK(claim(path, false) == Code::ok);
}

TEST_CASE("claim: of a place that cannot be one") {
  TempDirectory directory;
  CHECK(claim(directory.file("absent/workspace")) == Code::not_found);
  write_file(directory.file("file"), "x");
  CHECK(claim(directory.file("file")) == Code::invalid_request);
  CHECK(claim(directory.file("file/workspace")) == Code::not_found);
}

TEST_CASE("claim: one a directory and process, by whatever name") {
  TempDirectory directory;
  const std::string path = directory.file("workspace"), alias = directory.file("alias");
  {
    DirectoryClaim first(path, true, kShared);
    const auto error = error_of([&] { DirectoryClaim(path, true, kShared); });
    REQUIRE(error.has_value());
    CHECK(error->code() == Code::busy);
    CHECK_FALSE(error->hint().empty());
    std::filesystem::create_symlink(path, alias);
    CHECK(claim(alias) == Code::busy);
    CHECK(claim(path + "/../workspace/.") == Code::busy);
    CHECK(claim(directory.file("another")) == Code::ok);
    CHECK(claim(path) == Code::busy); // a refused claim does not free the first
  }
  CHECK(claim(path) == Code::ok);
}

TEST_CASE("claim: alone is alone between processes") {
  TempDirectory directory;
  const std::string path = directory.file("workspace");
  std::filesystem::create_directory(path);
  // The child comes first and knows nothing of a claim of its parent.
  int go[2], done[2];
  REQUIRE(pipe(go) == 0);
  REQUIRE(pipe(done) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    DirectoryClaim claimed(path, true, kAlone);
    char byte = 'c';
    const bool told = write(done[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 1;
    _exit(told ? 0 : 1);
  }
  char byte = 0;
  REQUIRE(read(done[0], &byte, 1) == 1);
  CHECK(claim(path) == Code::busy);
  REQUIRE(write(go[1], "g", 1) == 1);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(claim(path) == Code::ok); // freed by the process's end, even without the destructor
  for (const int fd : {go[0], go[1], done[0], done[1]}) close(fd);
}

TEST_CASE("claim: shared between processes, once in each") {
  TempDirectory directory;
  const std::string path = directory.file("workspace");
  std::filesystem::create_directory(path);
  Other other([&](Other::Talk& talk) {
    DirectoryClaim theirs(path, true, kShared);
    const bool before = theirs.others();
    talk.tell('1');
    talk.hear();
    talk.tell(!before && theirs.others() ? 'y' : 'n');
    talk.hear();
  });
  CHECK(other.hear() == '1');
  {
    const DirectoryClaim ours(path, true, kShared);
    CHECK(ours.others());
    CHECK(claim(path) == Code::busy); // a second in this one
    CHECK(claim(path, true, kAlone) == Code::busy);
    other.tell('2');
    CHECK(other.hear() == 'y');
    other.tell('3');
    CHECK(other.status() == 0);
    CHECK_FALSE(ours.others());
  }
  CHECK(claim(path, true, kAlone) == Code::ok);
}

TEST_CASE("claim: a child neither gets nor loosens its parent's") {
  TempDirectory directory;
  const std::string path = directory.file("workspace");
  DirectoryClaim claimed(path, true, kAlone);
  CHECK(in_child([&] { return claim_name(path); }) == "busy");
  CHECK(claim(path) == Code::busy);
}

TEST_CASE("claim: without the right to write") {
  TempDirectory directory;
  chmod(directory.path().c_str(), 0755);
  const std::string theirs = directory.file("theirs"), closed = directory.file("closed");
  std::filesystem::create_directory(theirs);
  chmod(theirs.c_str(), 0755); // may be read, not written
  std::filesystem::create_directory(closed);
  chmod(closed.c_str(), 0700);
  const std::string by_root = geteuid() == 0 ? "" : "not root: the directories are ours";
  if (!by_root.empty()) chmod(theirs.c_str(), 0555), chmod(directory.path().c_str(), 0555);
  CHECK(in_child_as_nobody([&] { return claim_name(theirs); }) == "permission_denied");
  CHECK(in_child_as_nobody([&] { return claim_name(directory.file("new")); }) ==
        "permission_denied");
  if (by_root.empty()) {
    CHECK(in_child_as_nobody([&] { return claim_name(closed + "/deeper"); }) ==
          "permission_denied");
  }
  CHECK_FALSE(std::filesystem::exists(directory.file("new")));
  chmod(directory.path().c_str(), 0755);
}

TEST_CASE("disk: free bytes of a place, or more than there can be") {
  TempDirectory directory;
  CHECK(free_bytes(directory.path()) > 0);
  CHECK(free_bytes(directory.path()) < UINT64_MAX);
  CHECK(free_bytes(directory.file("absent")) == UINT64_MAX);
}

TEST_CASE("reserve: holds its bytes until released, and again when restored") {
  SmallDisk disk(8);
  if (!disk.mounted()) {
    MESSAGE("not checked: no right to mount a file system");
    return;
  }
  constexpr uint64_t kReserve = 2 << 20;
  const std::string path = disk.path() + "/reserve";
  SpaceReserve reserve(path, kReserve);
  CHECK(reserve.whole());
  CHECK(std::filesystem::file_size(path) == kReserve);
  disk.fill();
  CHECK(disk.free_bytes() < 4'096);
  CHECK(reserve.restore()); // nothing to do
  reserve.release();
  CHECK_FALSE(reserve.whole());
  CHECK(disk.free_bytes() >= kReserve);
  reserve.release(); // twice does no harm
  disk.fill(kReserve / 2);
  CHECK_FALSE(reserve.restore());
  CHECK_FALSE(reserve.whole());
  CHECK(disk.free_bytes() >= kReserve / 2); // a part is not held back: it would help nobody
  disk.free();
  CHECK(reserve.restore());
  CHECK(reserve.whole());
  CHECK(std::filesystem::file_size(path) == kReserve);
  // The next process finds it whole, or makes it so.
  CHECK(SpaceReserve(path, kReserve).whole());
  std::filesystem::remove(path);
  CHECK(SpaceReserve(path, kReserve).whole());
}

TEST_CASE("reserve: one that cannot be had is not whole, and fails nobody") {
  TempDirectory directory;
  SpaceReserve reserve(directory.file("absent/reserve"), 4'096);
  CHECK_FALSE(reserve.whole());
  reserve.release();
  CHECK_FALSE(reserve.restore());
}

} // namespace beckon::store
