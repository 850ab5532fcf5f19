// Calls of the system that fail: over a fixed script every k-th write, every k-th sync, and every
// write for want of space, once or for good. Whatever fails, the process says so and lives; what it
// acknowledged is there when the workspace is opened without the fault, and verify is clean.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "checks.h"
#include "support/files.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;

// How many of the failing calls are tried: one in so many.
uint64_t stride(uint64_t calls) {
  const char* more = std::getenv("BECKON_CASES");
  const uint64_t tries = more == nullptr ? 12 : std::strtoull(more, nullptr, 10);
  return std::max<uint64_t>(1, calls / tries);
}

struct Run {
  TempDirectory directory;
  std::string workspace = directory.file("workspace");
  Ledger ledger;
  std::set<std::string> codes; // of the calls that failed
  uint64_t calls = 0;          // of the kind
  int status = 0;

  Run(const std::string& kind, uint64_t at, const std::string& mode) {
    const std::string said = directory.file("said"), count = directory.file("count");
    const std::string fail = kind + ":" + std::to_string(at) + ":" + mode;
    const std::string command = "LD_PRELOAD=" CRASH_RECORDER " BECKON_RECORD_DIR=" + workspace +
                                " BECKON_FAIL=" + fail + " BECKON_FAIL_COUNT=" + count +
                                " CRASH_SCRIPT=1 " CRASH_DRIVER " " + workspace +
                                " 1 < /dev/null > " + said + " 2> " + directory.file("errors");
    status = std::system(command.c_str());
    std::istringstream lines(read_file(said));
    for (std::string line; std::getline(lines, line);) read(line);
    std::istringstream(read_file(count)) >> calls;
  }

  void read(const std::string& line) {
    if (line.rfind("E ", 0) == 0) {
      const size_t begin = line.find(": ") + 2;
      codes.insert(line.substr(begin, line.find(": ", begin) - begin));
    } else if (line.rfind("F ", 0) == 0) {
      codes.insert(line.substr(line.rfind(' ') + 1));
    } else {
      ledger.read(line);
    }
  }

  void check() {
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    for (const std::string& code : codes) {
      const bool known = code == "io_error" || code == "disk_full" || code == "poisoned";
      if (!known) FAIL_CHECK("a call failed with " << code);
    }
    engine::Options options = system_options();
    options.dispatch = false;
    TestWorkspace opened(options, workspace);
    check_records(opened, ledger);
  }
};

// How many calls there are depends on when the state happens to be committed, and a commit that
// fails once is made good without a word to anybody. But when nothing works from an early call on,
// somebody must be told of it, and of some that failed once.
void try_all(const std::string& kind) {
  const uint64_t calls = Run(kind, UINT64_MAX, "once").calls;
  REQUIRE(calls > 10);
  uint64_t tried = 0, failed = 0, told_once = 0;
  for (const std::string mode : {"once", "always"}) {
    for (uint64_t at = 1; at <= calls; at += stride(calls)) {
      CAPTURE(kind);
      CAPTURE(mode);
      CAPTURE(at);
      Run run(kind, at, mode);
      run.check();
      const bool told = !run.codes.empty();
      if (mode == "always" && at <= calls / 3) CHECK(told);
      if (mode == "once" && told) ++told_once;
      if (told) ++failed;
      ++tried;
    }
  }
  CHECK(told_once > 0);
  CHECK(failed * 3 > tried);
  MESSAGE(kind << ": " << tried << " runs, " << failed << " told, " << told_once
               << " of a call that failed once");
}

} // namespace

TEST_CASE("system calls: a failing write loses nothing that was acknowledged") { try_all("write"); }

TEST_CASE("system calls: a failing sync loses nothing that was acknowledged") { try_all("sync"); }

TEST_CASE("system calls: want of space loses nothing that was acknowledged") { try_all("space"); }

} // namespace beckon::crash
