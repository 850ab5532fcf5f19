// What two answers are compared by.
#pragma once

#include <cstdint>

namespace bench {

// How many, and a sum of their numbers well mixed: equal answers give equal ones.
struct Members {
  uint64_t count = 0;
  uint64_t hash = 0;
  bool operator==(const Members&) const = default;
};

// What a member adds to the hash; the peers compute the same in SQL.
inline uint64_t mixed(uint64_t id) { return id * 2'654'435'761 % 4'294'967'296; }

} // namespace bench
