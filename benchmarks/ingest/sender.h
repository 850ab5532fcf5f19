// Batches on their way into an engine, from several threads, as a server would send them.
#pragma once

#include <beckon/beckon.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

struct Phase {
  double seconds = 0;                // until the state has committed too
  double cpu_seconds = 0;            // of the whole process
  std::vector<double> batch_seconds; // until each batch was acknowledged
};

// Which batches, and how many records each but the last must be acknowledged with.
struct Consignment {
  std::function<std::string(size_t)> batch;
  size_t first = 0, last = 0; // [first, last)
  size_t records = 0;         // in all of them
  size_t batch_records = 0;
};

// As fast as they are taken.
Phase send_all(beckon::Engine& engine, const Consignment& what, uint64_t threads);
// So many records a second, whether or not earlier batches were answered by then: the time of a
// batch counts from the instant at which it was due.
Phase send_paced(beckon::Engine& engine, const Consignment& what, uint64_t threads,
                 double records_per_second);

} // namespace bench
