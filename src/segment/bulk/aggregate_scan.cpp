#include "segment/bulk/aggregate_scan.h"

#include <algorithm>

#include "segment/bulk/picker.h"
#include "segment/bulk/row_values.h"

namespace beckon::segment::bulk {
namespace {

// What is gathered of one profile, no more than the aggregate asks for: the rows fall anywhere, so
// every byte less is a cache miss less. `initial` ones have no event, or might as well have none.
template <typename Number>
struct SumRow {
  Number sum = 0;
  void add(int64_t value) { sum += value; }
  bool initial() const { return sum == 0; }
  void tell(AggregateTally* tally) const { tally->sum = sum; }
};
template <typename Number>
struct MeanRow {
  Number sum = 0;
  int64_t events = 0;
  void add(int64_t value) { sum += value, ++events; }
  bool initial() const { return events == 0; }
  void tell(AggregateTally* tally) const { tally->sum = sum, tally->events = events; }
};
struct LeastRow {
  int64_t least = INT64_MAX; // beyond every value
  void add(int64_t value) { least = std::min(least, value); }
  bool initial() const { return least == INT64_MAX; }
  void tell(AggregateTally* tally) const { tally->min = least, tally->events = 1; }
};
struct GreatestRow {
  int64_t greatest = INT64_MIN;
  void add(int64_t value) { greatest = std::max(greatest, value); }
  bool initial() const { return greatest == INT64_MIN; }
  void tell(AggregateTally* tally) const { tally->max = greatest, tally->events = 1; }
};

template <typename Row>
Bits gather(Columns* columns, const Picker& picker, const AggregateTest& test,
            const Bits& candidates) {
  std::vector<Row> rows(columns->end());
  each_row(*columns, picker, [&](uint32_t profile, const Picked& picked, size_t row) {
    rows[profile].add(number_at(picked, row));
  });
  const bool none_holds = test.holds(AggregateTally());
  Bits holding(columns->end());
  candidates.each([&](size_t profile) {
    const Row& row = rows[profile];
    bool holds = none_holds;
    if (!row.initial()) {
      AggregateTally tally;
      row.tell(&tally);
      holds = test.holds(tally);
    }
    if (holds) holding.set(profile);
  });
  return holding;
}

// Pairs of profile and hash, each once, are the distinct values.
Bits count_distinct(Columns* columns, const Picker& picker, const AggregateTest& test,
                    const Bits& candidates) {
  struct Pair {
    uint32_t profile;
    int64_t hash;
    bool operator==(const Pair&) const = default;
  };
  std::vector<Pair> pairs;
  HashesOfColumns hashes;
  each_row(*columns, picker, [&](uint32_t profile, const Picked& picked, size_t row) {
    if (candidates.test(profile)) pairs.push_back({profile, hashes.at(picked, row)});
  });
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return a.profile != b.profile ? a.profile < b.profile : a.hash < b.hash;
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  Bits holding(columns->end());
  size_t next = 0;
  candidates.each([&](size_t profile) {
    AggregateTally tally;
    for (; next < pairs.size() && pairs[next].profile == profile; ++next) ++tally.distinct;
    tally.events = tally.distinct; // whether there is any is all that is asked of it
    if (test.holds(tally)) holding.set(profile);
  });
  return holding;
}

} // namespace

std::optional<Bits> scan_aggregate(Columns* columns, const AggregateTest& test,
                                   const Bits& candidates, Millis now) {
  const auto picker = Picker::make(columns, *test.selector, test.within, now, false);
  if (!picker) return std::nullopt;
  if (test.aggregate == Aggregate::distinct) {
    return count_distinct(columns, *picker, test, candidates);
  }
  if (test.aggregate == Aggregate::min) return gather<LeastRow>(columns, *picker, test, candidates);
  if (test.aggregate == Aggregate::max) {
    return gather<GreatestRow>(columns, *picker, test, candidates);
  }
  // No sum leaves 64 bits when not even all rows together do.
  const double most =
      picker->largest() * static_cast<double>(kMillion) * static_cast<double>(picker->rows() + 1);
  const bool narrow = most < 9e18, mean = test.aggregate == Aggregate::avg;
  if (mean && narrow) return gather<MeanRow<int64_t>>(columns, *picker, test, candidates);
  if (mean) return gather<MeanRow<Int128>>(columns, *picker, test, candidates);
  if (narrow) return gather<SumRow<int64_t>>(columns, *picker, test, candidates);
  return gather<SumRow<Int128>>(columns, *picker, test, candidates);
}

} // namespace beckon::segment::bulk
