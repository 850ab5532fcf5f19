// beckon_options as the engine takes them.
#pragma once

#include <beckon/beckon.h>

#include "engine/engine.h"

namespace beckon::capi {

// `given` may be null. Throws invalid_request with the field as pointer, or unsupported when the
// caller sets a field that this version does not know.
engine::Options read_options(std::string_view path, const beckon_options* given);

} // namespace beckon::capi
