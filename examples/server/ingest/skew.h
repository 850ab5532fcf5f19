// Correction of clients' clocks, as Segment's protocol defines it.
#pragma once

#include <optional>

#include "core/time.h"

namespace server {

// When an event happened, by the server's clock: received − (sent − original). A client's clock
// counts only for the time between the event and the sending of it. Without `sent` the client's
// time is taken as it is, without `original` the time of receipt. Never later than `received`: no
// client reports what has not happened yet.
Millis corrected_time(Millis received, std::optional<Millis> original, std::optional<Millis> sent);

} // namespace server
