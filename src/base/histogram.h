// How whole numbers from 0 are spread: counts in log-linear buckets, 64 to a power of two, so that
// a bucket is at most 1/64 of its numbers wide. Each also keeps their sum, so that equal numbers
// are answered exactly. Two histograms can be added and taken from one another, in any order, with
// the same result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace beckon {

class Histogram {
 public:
  // Numbers below 0 count as 0.
  void add(int64_t value);
  void add(const Histogram& other);
  // REQUIRES: all that `part` holds was added before.
  void take_away(const Histogram& part);

  uint64_t count() const { return count_; }
  // The lower median: the mean of the numbers in the bucket of number (count + 1) / 2 in order, so
  // within 1.6 % of it; exact when they are equal. 0 when nothing was added.
  int64_t median() const;

  void encode(std::string* out) const;
  void decode(ByteReader* in); // throws corrupt

  bool operator==(const Histogram&) const = default;

 private:
  struct Bucket {
    uint32_t index = 0;
    uint64_t count = 0;
    uint64_t beyond = 0; // sum of what its numbers are above its least
    bool operator==(const Bucket&) const = default;
  };
  Bucket& bucket(uint32_t index);

  std::vector<Bucket> buckets_; // ascending; none is empty
  uint64_t count_ = 0;
};

} // namespace beckon
