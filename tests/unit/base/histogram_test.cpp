// The histogram against sorted numbers.
#include "base/histogram.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "support/random.h"

namespace beckon {
namespace {

int64_t lower_median(std::vector<int64_t> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

std::string encoded(const Histogram& histogram) {
  std::string bytes;
  histogram.encode(&bytes);
  return bytes;
}

Histogram decoded(const std::string& bytes) {
  ByteReader reader(bytes);
  Histogram histogram;
  histogram.decode(&reader);
  CHECK(reader.done());
  return histogram;
}

} // namespace

TEST_CASE("A median is within 1.6 % of the true one, over all magnitudes") {
  test::Random random(7);
  for (int round = 0; round < 200; ++round) {
    Histogram histogram;
    std::vector<int64_t> values;
    const uint64_t bits = 1 + random.below(46);
    for (uint64_t i = 0, count = 1 + random.below(300); i < count; ++i) {
      values.push_back(static_cast<int64_t>(random.below(uint64_t{1} << bits)));
      histogram.add(values.back());
    }
    const int64_t expected = lower_median(values), found = histogram.median();
    CAPTURE(expected);
    CHECK(histogram.count() == values.size());
    CHECK(std::abs(found - expected) * 64 <= expected);
  }
}

TEST_CASE("Equal numbers are answered exactly") {
  for (const int64_t value : {int64_t{0}, int64_t{1}, int64_t{127}, int64_t{128},
                              int64_t{3'600'000}, int64_t{86'400'123}, int64_t{1} << 50}) {
    Histogram histogram;
    for (int i = 0; i < 5; ++i) histogram.add(value);
    CHECK(histogram.median() == value);
  }
  CHECK(Histogram().median() == 0);
  Histogram below;
  below.add(-5);
  CHECK(below.median() == 0);
}

TEST_CASE("Parts that are added and taken away leave what the others would have made") {
  test::Random random(11);
  for (int round = 0; round < 100; ++round) {
    Histogram kept, part;
    for (int i = 0; i < 50; ++i) {
      (random.below(2) == 0 ? kept : part).add(static_cast<int64_t>(random.below(1'000'000)));
    }
    Histogram all = part;
    all.add(kept);
    CHECK(all.count() == 50);
    CHECK(decoded(encoded(all)) == all);
    all.take_away(part);
    CHECK(all == kept);
  }
}

TEST_CASE("A damaged histogram is refused") {
  Histogram histogram;
  for (const int64_t value : {5, 500, 50'000}) histogram.add(value);
  const std::string bytes = encoded(histogram);
  for (size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(decoded(bytes.substr(0, length)), Error);
  }
  std::string twice; // the same bucket two times
  for (const uint64_t number : {2, 5, 1, 0, 0, 1, 0}) put_varint(&twice, number);
  CHECK_THROWS_AS(decoded(twice), Error);
  std::string empty; // a bucket that holds nothing
  for (const uint64_t number : {1, 5, 0, 0}) put_varint(&empty, number);
  CHECK_THROWS_AS(decoded(empty), Error);
}

} // namespace beckon
