// GET and POST /u/{token}: the link and the one-click address (RFC 8058) of marketing messages.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// GET changes nothing, whoever follows the link: mail scanners do. POST unsubscribes at once,
// whatever its body is: no way of saying no is refused.
void add_unsubscribe_routes(Router* router, const Services& services);

} // namespace server
