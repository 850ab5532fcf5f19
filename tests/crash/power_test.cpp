// Power cuts: a process loads a workspace while everything that it writes is recorded; then the
// disk is put together as a cut may leave it, again and again, at random instants: writes lost, in
// another order, or torn. Whatever is acknowledged before the cut is there, and verify is clean.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "checks.h"
#include "power/images.h"
#include "support/random.h"
#include "victim.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
namespace fs = std::filesystem;

uint64_t images() {
  const char* more = std::getenv("BECKON_CASES");
  return more == nullptr ? 60 : std::strtoull(more, nullptr, 10);
}

uint64_t seed() {
  const char* given = std::getenv("BECKON_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

// The workspace, what is recorded of it, and the images.
struct Bench {
  TempDirectory directory;
  std::string workspace = directory.file("workspace"), log = directory.file("log"),
              image = directory.file("image");

  std::vector<Entry> record(uint64_t cycle, Ledger* everything) {
    Victim victim(workspace, cycle, {},
                  {std::string("LD_PRELOAD=") + CRASH_RECORDER, "BECKON_RECORD=" + log,
                   "BECKON_RECORD_DIR=" + workspace, "CRASH_CREATE=1"});
    victim.wait_for_work();
    victim.run(std::chrono::milliseconds(1'500));
    victim.kill(everything);
    return read_log(log);
  }
};

void hear(const std::string& said, std::string* half, Ledger* ledger) {
  *half += said;
  for (size_t end; (end = half->find('\n')) != std::string::npos; half->erase(0, end + 1)) {
    ledger->read(half->substr(0, end));
  }
}

engine::Options quiet() {
  engine::Options options = system_options();
  options.dispatch = false;
  return options;
}

} // namespace

TEST_CASE("power cuts: what was acknowledged is there, and the workspace is sound") {
  Bench bench;
  Ledger everything;
  const std::vector<Entry> entries = bench.record(1, &everything);
  REQUIRE(everything.errors == std::vector<std::string>{});
  REQUIRE(everything.acknowledged.size() > 100);
  Random random(seed());
  std::vector<size_t> cuts;
  for (uint64_t i = 0; i < images(); ++i) cuts.push_back(random.below(entries.size()));
  std::sort(cuts.begin(), cuts.end());
  Disk disk;
  Ledger ledger; // as of the cut
  std::string half;
  size_t next = 0, lossy = 0;
  for (const size_t cut : cuts) {
    for (; next < cut; ++next) {
      disk.apply(entries[next]);
      if (entries[next].op == Op::say) hear(entries[next].data, &half, &ledger);
    }
    CAPTURE(cut);
    lossy += disk.pending() > 0 ? 1U : 0U;
    fs::remove_all(bench.image);
    fs::create_directory(bench.image);
    disk.cut(&random, bench.image);
    if (ledger.attempted.empty()) continue; // it had not opened yet
    TestWorkspace workspace(quiet(), bench.image);
    Ledger expected = ledger;
    // What was decided on but not yet said may be there.
    expected.attempted = everything.attempted;
    for (auto* ranges : {&expected.traits, &expected.consents}) {
      const auto& last = ranges == &expected.traits ? everything.traits : everything.consents;
      for (auto& [who, range] : *ranges) range.attempted = last.at(who).attempted;
    }
    check_records(workspace, expected);
  }
  CHECK(lossy * 4 > cuts.size()); // else nothing was cut
  MESSAGE(cuts.size() << " images of " << entries.size() << " entries, " << lossy
                      << " with something to lose");
}

} // namespace beckon::crash
