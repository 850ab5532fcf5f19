#include "segment/bulk/event_scan.h"

#include <algorithm>

#include "segment/bulk/kernels.h"
#include "segment/bulk/picker.h"
#include "segment/bulk/row_values.h"

namespace beckon::segment::bulk {
namespace {

// A byte tells counts up to here apart; at 255 it stays.
constexpr int64_t kLargestByteCount = 254;

bool fits_bytes(const CountTest& test) {
  const bool unbounded = test.high == CountTest::kUnbounded;
  return test.low <= kLargestByteCount + (unbounded ? 1 : 0) &&
         (unbounded || test.high <= kLargestByteCount);
}

Bits count_in_bytes(Columns* columns, const Picker& picker, const CountTest& test) {
  std::vector<uint8_t> counts(columns->end());
  const uint32_t* canonical = columns->canonical();
  picker.each([&](const Picked& picked) {
    const EventChunk& chunk = *picked.chunk;
    if (picked.rows == nullptr) {
      kernels::count_all(chunk.profiles, chunk.rows, canonical, counts.data());
    } else {
      kernels::count_picked(chunk.profiles, chunk.rows, picked.rows, canonical, counts.data());
    }
  });
  Bits holding(columns->end());
  if (test.low > 255) return holding;
  const int64_t high = std::min<int64_t>(test.high, 255);
  kernels::bytes_within(counts.data(), counts.size(), static_cast<uint8_t>(test.low),
                        static_cast<uint8_t>(high), holding.data());
  return holding;
}

Bits count_in_words(Columns* columns, const Picker& picker, const CountTest& test) {
  std::vector<uint32_t> counts(columns->end());
  each_row(*columns, picker, [&](uint32_t profile, const Picked&, size_t) { ++counts[profile]; });
  Bits holding(columns->end());
  for (size_t i = 0; i < counts.size(); ++i) {
    if (test.holds(counts[i])) holding.set(i);
  }
  return holding;
}

} // namespace

std::optional<Bits> scan_count(Columns* columns, const CountTest& test, Millis now) {
  const auto picker = Picker::make(columns, *test.selector, test.within, now, false);
  if (!picker) return std::nullopt;
  return fits_bytes(test) ? count_in_bytes(columns, *picker, test)
                          : count_in_words(columns, *picker, test);
}

} // namespace beckon::segment::bulk
