// A few customers through the whole demo.
#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "definitions.h"
#include "findings.h"
#include "folder.h"
#include "history.h"
#include "report.h"
#include "shop.h"

using namespace std::chrono;
using demo::Purchase;
namespace fs = std::filesystem;

namespace {

constexpr sys_days kFirst = 1997y / 1 / 1;
constexpr sys_days kEnd = 1997y / 7 / 1;

struct Shop {
  Shop() : engine(folder.path() + "/workspace", options()) {
    fs::create_directory(outbox());
    demo::create_definitions(engine, outbox());
  }
  std::string outbox() const { return folder.path() + "/outbox"; }
  demo::Played play(const std::vector<Purchase>& purchases, sys_days end) {
    return demo::play(engine, purchases, kFirst, end, [](const demo::Step&) {});
  }

  Folder folder;
  beckon::Engine engine;

 private:
  static beckon::Options options() {
    beckon::Options made;
    made.clock_mode = beckon::ClockMode::manual;
    made.manual_start_ms = demo::to_ms(kFirst);
    return made;
  }
};

size_t files_in(const std::string& folder) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("flows, exclusions, segments and totals of a few customers") {
  // 1 denied, 2 was not asked, 20 has no address, 5 and 6 agreed. 5 buys again within the week
  // (no second thank-you) and once more in May; 6 buys once.
  const std::vector<Purchase> purchases = {
      {5, 1997y / 1 / 2, 1, 6'000, 5},  {1, 1997y / 1 / 3, 1, 1'000, 2},
      {2, 1997y / 1 / 3, 1, 1'000, 3},  {20, 1997y / 1 / 3, 1, 1'000, 4},
      {5, 1997y / 1 / 5, 2, 1'001, 6},  {6, 1997y / 2 / 1, 1, 2'000, 7},
      {5, 1997y / 6 / 20, 1, 5'000, 8},
  };
  Shop shop;
  const demo::Played played = shop.play(purchases, kEnd);
  CHECK(played.records == 7 + 5 + 3); // purchases, registrations, consents
  REQUIRE(played.samples.size() == 6);
  CHECK(played.samples[0].month == "1997-01");
  CHECK(played.samples[0].members == std::array<uint64_t, 3>{4, 1, 1});
  CHECK(played.samples[1].members == std::array<uint64_t, 3>{1, 1, 1});
  CHECK(played.samples[3].members == std::array<uint64_t, 3>{0, 1, 0});
  CHECK(played.samples[5].members == std::array<uint64_t, 3>{1, 1, 1});

  const demo::Findings found = demo::look(shop.engine);
  CHECK(found.totals == demo::Totals{5, 7, 17'001});
  CHECK(found.broken.empty());
  const auto& thanks = found.flows[0];
  CHECK(thanks.entries == std::map<std::string, uint64_t>{{"completed", 6}});
  CHECK(thanks.sends == std::map<std::string, uint64_t>{{"accepted", 3}, {"excluded", 3}});
  const auto& win_back = found.flows[1];
  CHECK(win_back.entries ==
        std::map<std::string, uint64_t>{{"active", 1}, {"completed", 5}, {"exited", 1}});
  CHECK(win_back.sends == std::map<std::string, uint64_t>{{"accepted", 2}, {"excluded", 3}});
  CHECK(found.exclusions ==
        std::map<std::string, uint64_t>{{"consent", 2}, {"no_address", 2}, {"suppressed", 2}});
  CHECK(files_in(shop.outbox()) == 5);

  const auto explained = demo::explain_one(shop.engine);
  CHECK(explained.customer == "customer00005");
  CHECK(explained.lines.front() ==
        "active-buyers: holds, and turns at 1997-07-20T12:00:00.001Z unless something happens");
  std::ostringstream out;
  demo::print_report(out, {}, played, found, explained, "outbox");
  CHECK(out.str().find("revenue        $170.01") != std::string::npos);
  CHECK(out.str().find("2 consent, 2 no_address, 2 suppressed") != std::string::npos);
  CHECK(out.str().find("\033") == std::string::npos);
}

TEST_CASE("a purchase outside of the time played is not lost silently") {
  Shop shop;
  CHECK_THROWS_WITH(shop.play({{5, 1997y / 2 / 1, 1, 100, 2}}, kFirst + days(2)),
                    "there are purchases outside of the time played");
}
