// A small chart for the terminal: one column a sample, a few rows high.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

inline constexpr int kChartRows = 4;

// The rows from the top, each one two columns wide a value, scaled to `most` (the values' largest
// when that is larger). A value above 0 is never drawn as nothing.
std::vector<std::string> chart_rows(const std::vector<uint64_t>& values, uint64_t most);

} // namespace demo
