// POST /track, /identify and /track/batch: records in the engine's own form.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// A secret key is answered with what the record caused; a public key, which anyone may hold, only
// learns that it was stored.
void add_plain_routes(Router* router, const Services& services);

} // namespace server
