// What the disk asks for an event, whatever is done with it: the least that any engine over these
// tables has to write.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/batch_file.h"

namespace bench {

struct Floor {
  double journal_us = 0; // the event's bytes at the end of a table, synced with the batch
  double state_us = 0;   // a row of 150 bytes of its profile, and 16 bytes at the end of a block
};

// Bare LMDB, one thread; the state is an environment of its own, synced every 200,000 events.
Floor measure_floor(const std::string& folder, const Traffic& traffic, const BatchFile& batches,
                    uint32_t batch, size_t events);

} // namespace bench
