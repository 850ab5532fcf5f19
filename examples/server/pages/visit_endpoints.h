// GET /c/{token} and GET /o/{token}: the counted links of messages, and the image that tells of
// their opening.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// A click leads on to the target that stands under the token's signature, to no other: the request
// cannot name one. HEAD, and what a browser fetches in advance, count as a machine's.
void add_visit_routes(Router* router, const Services& services);

} // namespace server
