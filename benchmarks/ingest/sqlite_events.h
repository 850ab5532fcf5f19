// The peer: the same events as rows of SQLite, durable and indexed, and nothing else done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/traffic.h"

namespace bench {

struct SqliteResult {
  double seconds = 0;
  std::vector<double> batch_seconds;
  uint64_t disk_bytes = 0;
};

// Inserts the first of the events in batches. Fields are bound from memory: no JSON is parsed, and
// profiles come as numbers. Throws std::runtime_error, also when the rows stored are not as many.
SqliteResult insert_into_sqlite(const std::string& path, const Traffic& traffic, uint32_t batch,
                                size_t events);

} // namespace bench
