// GET and POST of /d/{token}, the confirmation of a double opt-in, and of /p/{token}, the
// preference centre of a person.
#pragma once

#include "net/router.h"
#include "services.h"

namespace server {

// GET changes nothing, whoever follows the link: mail scanners do. POST is the page's button.
void add_consent_routes(Router* router, const Services& services);

} // namespace server
