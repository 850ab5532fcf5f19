// How late entries move on when very many are due at once, in real time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

// So many entries are due within one second. For each, in order, the seconds from its instant until
// a reader saw that it had moved on, in the committed state.
std::vector<double> measure_lateness(const std::string& folder, uint32_t entries);

} // namespace bench
