#pragma once

namespace beckon::store {

// A named table of one environment. Keys order bytewise; integers in keys are big-endian.
struct Table {
  unsigned handle = 0;
};

} // namespace beckon::store
