// The progress of imports, told anew by the journal.
#pragma once

#include <functional>
#include <string>

#include "engine/reader.h"

namespace beckon::engine {

// Tells one line for each broken invariant.
void verify_imports(const Reader& reader, const std::function<void(std::string)>& tell);

} // namespace beckon::engine
