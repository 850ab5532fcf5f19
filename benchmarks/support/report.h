// One result as a JSON line on standard output.
#pragma once

#include <string>

namespace bench {

enum class Better : unsigned char { higher, lower };

// The names of metrics carry their unit, as in "ack_p99_ms".
void report(const std::string& bench, const std::string& metric, double value);
// With a peer's value of the same run. The ratio says how many times better Beckon did, so that
// above 1 is good whichever direction is.
void report(const std::string& bench, const std::string& metric, double value, Better better,
            const std::string& peer, double peer_value);

// What goes on, for people, on standard error.
void say(const std::string& text);

} // namespace bench
