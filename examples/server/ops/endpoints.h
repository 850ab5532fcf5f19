// What operators and tools ask: /livez, /readyz, /version, /metrics and /openapi.json. Open to
// everyone who reaches the port: they tell nothing about customers.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

void add_operator_routes(Router* router, const Services& services);

} // namespace server
