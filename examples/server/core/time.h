// Instants as the wire writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace server {

// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = int64_t;

// RFC 3339 and what SDKs make of it: "2024-03-09T22:00:00Z", a fraction of any length (cut to
// milliseconds), "+02:00" or "+0200", a space or a small letter for T, no zone (UTC), or the date
// alone. Years 0001 to 9999. Empty on anything else.
std::optional<Millis> parse_time(std::string_view text);

// "2024-03-09T22:00:00.000Z". REQUIRES: within years 0000 to 9999.
std::string format_time(Millis at);

// "Sat, 09 Mar 2024 22:00:00 GMT", as the Date header has it. REQUIRES: as above.
std::string format_http_date(Millis at);

// The system's clock.
Millis system_now();

} // namespace server
