// The CDNOW data: every purchase of those who bought for the first time in the first quarter of
// 1997, up to the end of June 1998. One line a purchase: customer, yyyymmdd, CDs, dollars.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace demo {

struct Purchase {
  uint32_t customer = 0;
  std::chrono::sys_days day;
  int32_t quantity = 0;
  int64_t cents = 0;
  uint32_t line = 0; // of the file, from 1
};

// In order of days, and within a day as in the file. Throws std::runtime_error with file and line.
std::vector<Purchase> read_purchases(const std::string& path);

} // namespace demo
