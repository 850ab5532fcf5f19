// The part of verify that walks what was: flips, days, traits as they were set, members by hand.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

// Calls broken(line) for each invariant that does not hold.
void verify_history(const Reader& reader, const std::function<void(std::string)>& broken);

} // namespace beckon::engine
