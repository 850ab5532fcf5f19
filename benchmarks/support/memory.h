// What the process holds in memory.
#pragma once

namespace bench {

// Bytes without the page cache: memory that no file stands behind.
double own_memory_bytes();

} // namespace bench
