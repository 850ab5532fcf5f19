// A folder that a benchmark has to itself.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

// Makes the folder, or fails when it holds something already: std::runtime_error.
void make_empty_folder(const std::string& path);
// Waits until all that was written is on the disk, so that nothing of it is written while somebody
// is timed.
void settle_disk();
// Bytes on the disk of the file or of all files below the folder; holes do not count.
uint64_t disk_bytes(const std::string& path);

} // namespace bench
