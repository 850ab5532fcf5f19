// POST /v1/identify, track, page, screen, alias, group, batch and import: Segment's HTTP tracking
// API, so that Segment's and RudderStack's SDKs work unchanged.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// Keys come as Basic or Bearer authorization, or as "writeKey" in the body.
void add_segment_routes(Router* router, const Services& services);

} // namespace server
