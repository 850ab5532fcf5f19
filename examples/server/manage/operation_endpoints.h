// Every operation of the registry under /api/v1, by its own method and path.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// `registry`: the operations of beckon::operations(). Requests other than GET honour
// Idempotency-Key.
void add_operation_routes(Router* router, const Services& services, const Json& registry);

} // namespace server
