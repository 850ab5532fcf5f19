// Part of verify: what was removed of events that were kept long enough (event_removal.h).
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

// Tells of removals that are counted otherwise than they stand in blocks, and of what runs were
// started by that no run goes by.
void verify_removals(const Reader& reader, const std::function<void(std::string line)>& broken);

} // namespace beckon::engine
