// POST /hooks/{account}: what providers and shops post. Their signature is the key, so there is
// none of ours.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// The bytes go to webhooks.receive as they came. 200 when all of it is stored; 403 when it is not
// signed as it should be; 5xx asks the other side to try again. A text that asks for a reply is
// answered with TwiML.
void add_hook_routes(Router* router, const Services& services);

} // namespace server
