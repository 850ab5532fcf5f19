// Filters side by side against sets of keys: none that was added is missed, few others are told.
#include "event/run_filters.h"

#include <doctest/doctest.h>

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "support/random.h"

namespace beckon::event {
namespace {

using namespace beckon::test;

constexpr size_t kIds = 4'096;

RunFilters::Key key_of(uint64_t number) { return {mix64(number + 1), number & 0xffff}; }

// Filters as they are stored.
class Stored {
 public:
  void add(uint32_t run, const RunFilters::Filter& filter) {
    bytes_.emplace_back(reinterpret_cast<const char*>(filter.data()), filter.size() * 8);
    filters_.push_back({run, bytes_.back()});
  }
  const std::vector<RunFilters::Stored>& all() const { return filters_; }

 private:
  std::deque<std::string> bytes_;
  std::vector<RunFilters::Stored> filters_;
};

RunFilters::Filter filter_of(const RunFilters& filters, uint32_t run) {
  RunFilters::Filter filter = filters.empty();
  for (uint64_t i = 0; i < kIds; ++i) filters.add_to(&filter, key_of(run * kIds + i));
  return filter;
}

// From the store, or as a run that is sealed now.
void add(RunFilters* filters, uint32_t run) {
  if (run % 2 == 0) {
    Stored stored;
    stored.add(run, filter_of(*filters, run));
    return filters->add(stored.all());
  }
  constexpr size_t kSteps = 7;
  filters->begin();
  for (size_t step = 0; step < kSteps; ++step) filters->prepare(step, kSteps);
  for (uint64_t i = 0; i < kIds; ++i) filters->build(key_of(run * kIds + i));
  filters->end(run);
}

// As by whoever loses the run that it has begun to seal.
void leave_unfinished(RunFilters* filters) {
  filters->begin();
  filters->prepare(0, 1);
  for (uint64_t i = 0; i < kIds; ++i) filters->build(key_of(95 * kIds + i));
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

TEST_CASE("run filters: many from the store at once, beside those that are there already") {
  RunFilters filters(kIds);
  std::set<uint32_t> there;
  for (const uint32_t run : {3U, 50U}) {
    add(&filters, run);
    there.insert(run);
  }
  leave_unfinished(&filters);
  Stored stored;
  for (uint32_t run = 4; run < 45; ++run) {
    stored.add(run, filter_of(filters, run));
    there.insert(run);
  }
  filters.add({});
  filters.add(stored.all());
  check(filters, there);
}

TEST_CASE("run filters: as many runs as come, beyond one plane too") {
  RunFilters filters(kIds);
  std::set<uint32_t> there;
  for (uint32_t run = 1; run <= 90; ++run) {
    add(&filters, run);
    there.insert(run);
    if (run == 1 || run == 31 || run == 32 || run == 33 || run == 64 || run == 90)
      check(filters, there);
  }
  filters.fetch(key_of(5 * kIds));
  filters = RunFilters(kIds);
  CHECK(told(filters, 5 * kIds).empty());
  add(&filters, 7);
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
      if (random.one_in(3)) leave_unfinished(&filters);
      add(&filters, next);
      there.insert(next++);
    }
    if (step % 20 == 0) check(filters, there);
  }
  CHECK(next > 50);
  check(filters, there);
}

} // namespace beckon::event
