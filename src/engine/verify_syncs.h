// The part of verify that is about other platforms: rows, queues, ages and tallies agree, and every
// row is about somebody.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

void verify_syncs(const Reader& reader, const std::function<void(std::string)>& tell);

} // namespace beckon::engine
