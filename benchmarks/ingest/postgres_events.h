// The other peer: the same events as rows of PostgreSQL, durable and indexed, by a command.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/traffic.h"

namespace bench {

// Runs "COMMAND FOLDER SQL EVENTS", whose SQL copies the events in batches; what it prints: events
// a second. Throws std::runtime_error when it fails.
double copy_into_postgres(const std::string& command, const std::string& folder,
                          const Traffic& traffic, uint32_t batch, size_t events);

} // namespace bench
