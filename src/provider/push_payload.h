// What the push services have in common: how large a message may be, how long it may wait for a
// device that is away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "provider/config_reader.h"
#include "provider/provider.h"

namespace beckon::provider {

// Throws limit_exceeded when a payload of `bytes` is more than the service takes.
void check_payload(size_t bytes, size_t most, const std::string& service);

// "ttl" of the configuration: how long the service may keep a message, up to four weeks.
void check_ttl(ConfigReader* reader);
// In seconds; four weeks when the account says nothing.
int64_t ttl_seconds(const Account& account);

} // namespace beckon::provider
