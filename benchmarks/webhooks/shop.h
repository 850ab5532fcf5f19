// The webhooks of one shop, recorded.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

// So many orders like this one, of as many customers, through webhooks.receive of a new workspace
// in the folder: one durable call after the other. How many in a second.
double orders_recorded_per_s(const std::string& folder, const std::string& order, uint64_t count);

} // namespace bench
