// Filters side by side against sets of keys: none that was added is missed, few others are told.
#include "event/run_filters.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "support/random.h"

namespace beckon::event {
namespace {

using namespace beckon::test;

constexpr size_t kIds = 4'096;

RunFilters::Key key_of(uint64_t number) { return {mix64(number + 1), number & 0xffff}; }

RunFilters::Filter filter_of(const RunFilters& filters, uint32_t run) {
  RunFilters::Filter filter = filters.empty();
  for (uint64_t i = 0; i < kIds; ++i) filters.add_to(&filter, key_of(run * kIds + i));
  return filter;
}

std::vector<uint32_t> told(const RunFilters& filters, uint64_t number) {
  std::vector<uint32_t> runs;
  filters.visit(key_of(number), [&](uint32_t run) { runs.push_back(run); });
  return runs;
}

// Every run tells of its own keys; how many others are told is what sixteen bits an id leave.
void check(const RunFilters& filters, const std::set<uint32_t>& there) {
  size_t asked = 0, others = 0;
  for (uint64_t number = 0; number < 100 * kIds; number += 7) {
    const auto run = static_cast<uint32_t>(number / kIds);
    bool own = false;
    for (const uint32_t each : told(filters, number)) {
      REQUIRE(there.count(each) == 1);
      own = own || each == run;
      others += each != run;
    }
    if (own != (there.count(run) == 1)) FAIL("key " << number);
    asked += there.size();
  }
  CHECK(others <= asked / 200);
}

} // namespace

TEST_CASE("run filters: none is there at first, and asking costs nothing") {
  RunFilters filters(kIds);
  CHECK(told(filters, 1).empty());
  filters.fetch(key_of(1));
  CHECK(filters.empty().size() == kIds * 16 / 64);
}

TEST_CASE("run filters: as many runs as come, beyond one word too") {
  RunFilters filters(kIds);
  std::set<uint32_t> there;
  for (uint32_t run = 1; run <= 90; ++run) {
    filters.add(run, filter_of(filters, run));
    there.insert(run);
    if (run == 1 || run == 8 || run == 9 || run == 64 || run == 90) check(filters, there);
  }
  filters.fetch(key_of(5 * kIds));
  filters.clear();
  CHECK(told(filters, 5 * kIds).empty());
  filters.add(7, filter_of(filters, 7));
  check(filters, {7});
}

TEST_CASE("run filters: the oldest go, and others take their place") {
  RunFilters filters(kIds);
  std::set<uint32_t> there;
  Random random(3);
  uint32_t next = 1;
  for (int step = 0; step < 120 && next < 100; ++step) {
    if (there.size() > 20 || (!there.empty() && random.one_in(3))) {
      filters.drop(*there.begin());
      there.erase(there.begin());
    } else {
      filters.add(next, filter_of(filters, next));
      there.insert(next++);
    }
    if (step % 20 == 0) check(filters, there);
  }
  CHECK(next > 50);
  check(filters, there);
}

} // namespace beckon::event
