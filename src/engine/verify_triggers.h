// What time will start is in bijection with its timers, and is what traits, zones and rules say.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

void verify_triggers(const Reader& reader, const std::function<void(std::string line)>& broken);

} // namespace beckon::engine
