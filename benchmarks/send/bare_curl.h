// The least that sending over libcurl costs: a loop that posts the same bytes again and again, with
// nothing decided, composed or written down.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

// Seconds for `count` POSTs by libcurl's multi interface with so many handles, recycled.
double post_bare(uint16_t port, const std::string& body, uint64_t count, size_t handles);
// Seconds for `count` messages in so many SMTP sessions, each on a thread of its own: libcurl waits
// for the answer to a message without letting others run.
double mail_bare(uint16_t port, const std::string& message, uint64_t count, size_t sessions);

} // namespace bench
