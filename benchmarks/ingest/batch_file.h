// Batches of a benchmark in one file: made before anything is timed, and read by whoever sends
// them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/traffic.h"

namespace bench {

// Thread safety: read() from any thread.
class BatchFile {
 public:
  // All events of the traffic as NDJSON.
  BatchFile(const std::string& path, const Traffic& traffic, uint32_t batch);
  ~BatchFile();
  BatchFile(const BatchFile&) = delete;
  BatchFile& operator=(const BatchFile&) = delete;

  size_t count() const { return ends_.size() - 1; }
  std::string read(size_t index) const;
  uint64_t bytes() const { return ends_.back(); }

 private:
  std::string path_;
  int file_ = -1;
  std::vector<uint64_t> ends_ = {0}; // and, first, the beginning
};

} // namespace bench
