// What becomes of IP addresses before a record is journalled, as the settings say: a full address
// is never stored unless that was asked for. They stand in two places of a record, `ip` of a
// consent and `context.ip`; what a workspace puts into properties and traits is its own.
#pragma once

#include <optional>
#include <string>

#include "engine/input.h"
#include "engine/policy/people_settings.h"

namespace beckon::engine {

// What is journalled in place of the record just read; nothing when it stays as it is. Throws
// invalid_request when `ip` is no address, limit_exceeded when it would be too large.
std::optional<std::string> without_full_ip(const InputReader& reader, IpAddresses rule);

} // namespace beckon::engine
