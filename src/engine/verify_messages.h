// The part of verify that holds what is counted of messages, and the devices that take them, to the
// rows that they follow from.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

// Calls tell(line) for each broken invariant.
void verify_messages(const Reader& reader, const std::function<void(std::string)>& tell);

} // namespace beckon::engine
