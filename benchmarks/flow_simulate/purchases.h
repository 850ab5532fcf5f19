// CDNOW's purchases: every one of those who bought for the first time in the first quarter of 1997,
// up to the end of June 1998. One line a purchase: customer, yyyymmdd, CDs, dollars.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct Purchase {
  uint32_t customer = 0;
  int64_t at = 0; // noon of the day
  std::string dollars;
};

// In order of days, and within a day as in the file. Throws std::runtime_error with file and line.
std::vector<Purchase> read_purchases(const std::string& path);

} // namespace bench
