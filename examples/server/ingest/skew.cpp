#include "ingest/skew.h"

#include <algorithm>

namespace server {

Millis corrected_time(Millis received, std::optional<Millis> original, std::optional<Millis> sent) {
  if (!original) return received;
  return std::min(received, sent ? received - (*sent - *original) : *original);
}

} // namespace server
