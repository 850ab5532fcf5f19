#include "fuzz/entry.h"

#include <cstdio>
#include <cstdlib>

namespace beckon::fuzz {

void demand(bool holds, std::string_view promise, std::string_view found) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s\n%.*s\n", static_cast<int>(promise.size()), promise.data(),
               static_cast<int>(found.size()), found.data());
  std::abort();
}

} // namespace beckon::fuzz
