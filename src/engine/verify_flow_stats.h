// What flows and experiments have counted is what the rows of their entries tell, and experiments
// that are to be decided are in bijection with their timers.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

void verify_flow_stats(const Reader& reader, const std::function<void(std::string line)>& broken);

} // namespace beckon::engine
