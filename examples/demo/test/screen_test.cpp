// What the terminal shows.
#include <doctest/doctest.h>

#include <sstream>

#include "chart.h"
#include "progress.h"
#include "report.h"

using namespace std::chrono;

TEST_CASE("a chart is scaled to its largest value and hides no member") {
  const auto rows = demo::chart_rows({0, 1, 500, 1'000}, 0);
  REQUIRE(rows.size() == demo::kChartRows);
  CHECK(rows[0] == "      █ ");
  CHECK(rows[1] == "      █ ");
  CHECK(rows[2] == "    █ █ ");
  CHECK(rows[3] == "  ▁ █ █ ");
}

TEST_CASE("a chart of nothing is empty") {
  for (const std::string& row : demo::chart_rows({0, 0}, 0)) CHECK(row == "    ");
}

TEST_CASE("a chart may leave room above") {
  CHECK(demo::chart_rows({500}, 1'000) == std::vector<std::string>{"  ", "  ", "█ ", "█ "});
}

TEST_CASE("without a terminal each month is one plain line") {
  std::ostringstream out;
  demo::Progress progress(out, {});
  demo::Sample sample;
  sample.month = "1997-01";
  progress.show({1997y / 1 / 30, 0.9, 1'100, 900, nullptr});
  progress.show({1997y / 1 / 31, 1.0, 1'234, 1'000, &sample});
  progress.finish();
  CHECK(out.str() == "1997-01  1,234 purchases, 1,000 customers\n");
}

TEST_CASE("on a terminal a bar is drawn over, coloured only where that is wanted") {
  std::ostringstream plain, colored;
  demo::Progress(plain, {true, false}).show({1997y / 1 / 31, 0.5, 5, 4, nullptr});
  demo::Progress(colored, {true, true}).show({1997y / 1 / 31, 0.5, 5, 4, nullptr});
  CHECK(plain.str().find("50 %  5 purchases, 4 customers") != std::string::npos);
  CHECK(plain.str().front() == '\r');
  CHECK(plain.str().find("\033[32m") == std::string::npos);
  CHECK(colored.str().find("\033[32m") != std::string::npos);
}

TEST_CASE("totals that differ and broken invariants are complaints") {
  demo::Findings found;
  found.totals = demo::kCdnow;
  CHECK(demo::complaints(found, demo::kCdnow).empty());
  --found.totals.cents;
  found.broken = {"a member too many"};
  CHECK(demo::complaints(found, demo::kCdnow) ==
        std::vector<std::string>{"revenue: $2,500,315.62, expected $2,500,315.63",
                                 "verify: a member too many"});
  --found.totals.profiles;
  ++found.totals.purchases;
  CHECK(demo::complaints(found, demo::kCdnow).size() == 4);
}
