// Law 1: a journal gives the same state with a commit after each record or after a thousand, with
// restarts or without, and that of the workspace which wrote it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "support/temp_directory.h"
#include "ways.h"

namespace beckon::law {
namespace {

// More histories on request: BECKON_CASES=20 test_law -sf='*ways_test*'
uint64_t cases() {
  const char* more = std::getenv("BECKON_CASES");
  return more == nullptr ? 1 : std::strtoull(more, nullptr, 10);
}

} // namespace

TEST_CASE("law 1: commits of one record or of a thousand, restarts or none: the same state") {
  constexpr size_t kBlocks = 3;
  for (uint64_t seed = 1; seed <= cases(); ++seed) {
    CAPTURE(seed);
    const test::TempDirectory directory;
    const std::string written = directory.file("written"), folded = directory.file("folded");
    const Outcome live = write_journal(written, seed, kBlocks);
    REQUIRE(live.broken == "");
    REQUIRE(live.records > kBlocks * 1'000);
    REQUIRE(live.entries > 100);
    REQUIRE(live.sends > 100);
    for (const Way& way : kWays) {
      CAPTURE(way.commit_every);
      CAPTURE(way.restart_every);
      std::filesystem::remove_all(folded);
      std::filesystem::copy(written, folded);
      CHECK(fold(folded, way) == live);
    }
  }
}

} // namespace beckon::law
