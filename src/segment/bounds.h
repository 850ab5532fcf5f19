// The bounds of a condition over events: {"gte": 2} of a count, {"gt": 100.5, "lte": 500} of a sum
// or an average. Several must all hold. Pure and immutable.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/parser.h"
#include "segment/series.h"

namespace beckon::segment {

// low ≤ count ≤ high.
struct CountBounds {
  int64_t low = 1, high = CountTest::kUnbounded;

  schema::Value to_value() const; // normalised: {"gte": …, "lte": …}
};

// The bounds under `member`, which must be there.
std::optional<CountBounds> parse_count_bounds(const schema::Value& object,
                                              const std::string& pointer, std::string_view member,
                                              ConditionParser* parser);

// Tests on a fraction of two whole numbers, so that an average is compared without a division.
// Bounds are kept as the values are: in millionths.
class NumberBounds {
 public:
  enum class Op : uint8_t { eq, gt, gte, lt, lte, ne };
  struct Test {
    Op op;
    int64_t bound; // in millionths
    schema::Value written;
  };

  explicit NumberBounds(std::vector<Test> tests) : tests_(std::move(tests)) {}
  // Whether numerator / denominator, in millionths, meets all. REQUIRES: denominator > 0.
  bool hold(Int128 numerator, int64_t denominator) const;
  schema::Value to_value() const; // normalised, "between" as "gte" and "lte"

 private:
  std::vector<Test> tests_; // ascending by op, each op once
};

// The operators of an object such as {"property": "total", "gte": 100}; `subject` is not one.
// `whole`: the value tested is a count, so that bounds are whole numbers of 0 or more.
std::optional<NumberBounds> parse_number_bounds(const schema::Value& object,
                                                const std::string& pointer,
                                                std::string_view subject, bool whole,
                                                ConditionParser* parser);

} // namespace beckon::segment
