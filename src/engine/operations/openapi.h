// The registry as an OpenAPI 3.1 document. Errors are RFC 9457 problems.
#pragma once

#include <string_view>

#include "engine/operations/registry.h"
#include "schema/value.h"

namespace beckon::engine {

// `server_url` is where the routes are served; "" is "/".
schema::Value openapi(const Registry& registry, std::string_view server_url);

} // namespace beckon::engine
