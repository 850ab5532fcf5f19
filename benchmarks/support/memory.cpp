#include "support/memory.h"

#include <fstream>
#include <stdexcept>
#include <string>

namespace bench {

double own_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "RssAnon:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1'024;
  }
  throw std::runtime_error("/proc/self/status tells of no memory");
}

} // namespace bench
