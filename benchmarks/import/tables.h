// What happened in a shop as a table to be imported, and the peer that takes the same one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/traffic.h"

namespace bench {

// A line an event, after a header, without quotes: about 100 bytes.
std::string csv_of(const Traffic& traffic);
// How its columns become events.
extern const std::string_view kCsvDefinition;

// Reads the lines, cuts them at their commas and inserts them in batches, durable, with an index on
// customer, name and time. Returns the seconds it took; throws std::runtime_error when the rows
// stored are not as many.
double insert_csv_into_sqlite(const std::string& path, std::string_view csv, uint32_t batch,
                              size_t rows);

} // namespace bench
