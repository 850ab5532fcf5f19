// How often the program has asked for memory: its operator new counts.
#pragma once

#include <cstdint>

namespace bench {

// Thread safety: of the calling thread.
uint64_t allocations();

} // namespace bench
