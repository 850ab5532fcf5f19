#include "chart.h"

#include <algorithm>
#include <array>

namespace demo {
namespace {

constexpr uint64_t kParts = 8; // of one row
constexpr std::array<const char*, kParts + 1> kBlocks = {" ", "▁", "▂", "▃", "▄",
                                                         "▅", "▆", "▇", "█"};

uint64_t height_of(uint64_t value, uint64_t most) {
  if (value == 0) return 0;
  const double share = static_cast<double>(value) / static_cast<double>(most);
  return std::max<uint64_t>(1, static_cast<uint64_t>(share * kChartRows * kParts + 0.5));
}

} // namespace

std::vector<std::string> chart_rows(const std::vector<uint64_t>& values, uint64_t most) {
  for (const uint64_t value : values) most = std::max(most, value);
  std::vector<std::string> rows;
  for (int row = kChartRows - 1; row >= 0; --row) {
    const uint64_t below = static_cast<uint64_t>(row) * kParts;
    std::string text;
    for (const uint64_t value : values) {
      const uint64_t height = height_of(value, most);
      const uint64_t part = height <= below ? 0 : std::min(height - below, kParts);
      text += kBlocks[part];
      text += " ";
    }
    rows.push_back(text);
  }
  return rows;
}

} // namespace demo
