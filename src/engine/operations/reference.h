// The reference page of all operations, in Markdown.
#pragma once

#include <string>

#include "engine/operations/registry.h"

namespace beckon::engine {

std::string reference_page(const Registry& registry);

} // namespace beckon::engine
