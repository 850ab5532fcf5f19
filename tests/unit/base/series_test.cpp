// Series: order, totals, what is dropped.
#include "base/series.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/random.h"

namespace beckon {
namespace {

using Entries = std::vector<SeriesEntry>;

Series of(const Entries& entries, bool numbers = false) {
  Series series;
  series.has_numbers = numbers;
  for (const SeriesEntry& entry : entries) series.add(entry);
  return series;
}

} // namespace

TEST_CASE("series: newest first, of equal times the later one first, late ones in their place") {
  CHECK(of({{50, 1}, {70, 2}, {60, 3}, {60, 4}}).kept ==
        Entries{{70, 2}, {60, 4}, {60, 3}, {50, 1}});
  CHECK(of({}).complete);
  CHECK(of({}) == Series());
}

TEST_CASE("series: totals are of all, kept or not") {
  Series series = of({{5, 30}, {7, -10}, {6, 20}}, true);
  series.trim(1, kMillisMax, 9);
  series.add({1, 100});
  CHECK(series.total == 4);
  CHECK(series.sum == 140);
  CHECK(series.min == -10);
  CHECK(series.max == 100);
  CHECK(series.kept == Entries{{7, -10}});
  CHECK(of({{1, 5}}).sum == 0); // its values are no numbers
  Series large = of({{1, INT64_MAX}, {2, INT64_MAX}}, true);
  CHECK(large.sum == static_cast<Int128>(INT64_MAX) * 2);
}

TEST_CASE("series: trim keeps the newest, the recent, and no more than the limit") {
  const Series all = of({{10, 0}, {20, 0}, {30, 0}, {40, 0}});
  const auto trimmed = [&](size_t newest, Millis since, size_t limit) {
    Series series = all;
    series.trim(newest, since, limit);
    return series;
  };
  CHECK(trimmed(0, kMillisMax, 9).kept.empty());
  CHECK(trimmed(0, kMillisMax, 9).left_out == 40);
  CHECK(trimmed(2, kMillisMax, 9).kept.size() == 2);
  CHECK(trimmed(2, kMillisMax, 9).left_out == 20);
  CHECK(trimmed(0, 20, 9).kept.size() == 3);
  CHECK(trimmed(1, 20, 9).kept.size() == 3);
  CHECK(trimmed(0, kMillisMin, 9) == all);
  CHECK(trimmed(0, kMillisMin, 3).kept.size() == 3);
  CHECK(trimmed(9, kMillisMax, 9) == all);
  CHECK(!trimmed(2, kMillisMax, 9).complete);
}

TEST_CASE("series: what it reaches") {
  Series series = of({{10, 0}, {20, 0}, {30, 0}});
  CHECK(series.reaches(9, kMillisMin));
  series.trim(2, kMillisMax, 9);
  CHECK(series.reaches(2, kMillisMax));
  CHECK(!series.reaches(3, kMillisMax));
  CHECK(series.reaches(0, 11));
  CHECK(!series.reaches(0, 10));
}

TEST_CASE("series: kept is always the first part of the whole order") {
  test::Random random(31);
  for (int round = 0; round < 2'000; ++round) {
    Series series, whole;
    for (int step = 0; step < 30; ++step) {
      const SeriesEntry entry{random.between(0, 12), step};
      series.add(entry);
      whole.add(entry);
      if (random.one_in(2)) {
        series.trim(random.below(6), random.between(0, 14), 1 + random.below(12));
      }
      Series cut = whole;
      cut.cut(series.kept.size());
      REQUIRE(cut == series);
    }
  }
}

} // namespace beckon
