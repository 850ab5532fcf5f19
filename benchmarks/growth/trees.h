// The B-trees of a workspace that nobody has open.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace bench {

struct Tree {
  uint32_t depth = 0; // levels, the leaves included
  uint64_t rows = 0, pages = 0;
};

// Of a file of LMDB, by the names of its tables. Throws std::runtime_error.
std::map<std::string, Tree> trees_of(const std::string& file);

} // namespace bench
