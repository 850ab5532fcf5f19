// The log of what a process wrote to the files of a directory, in order: made by recorder.cpp
// inside the process, read by images.h. Each entry is a Header, the name of the file, and the data.
#pragma once

#include <cstdint>

namespace beckon::crash {

enum class Op : uint8_t {
  create = 1,     // a file, empty, under a name
  write = 2,      // data at an offset
  truncate = 3,   // to a length (offset)
  allocate = 4,   // up to a length (offset), zeros
  sync = 5,       // everything written to the file before is on the disk
  rename = 6,     // data: the new name
  remove = 7,     // of a name
  sync_names = 8, // names of the directory are on the disk
  say = 9,        // data: what the process wrote to its standard output
};

struct Header {
  Op op;
  uint8_t synced; // a write that is on the disk when it returns
  uint16_t name_bytes;
  uint32_t data_bytes;
  uint64_t offset;
};
static_assert(sizeof(Header) == 16);

} // namespace beckon::crash
