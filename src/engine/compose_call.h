// The request that a webhook node makes: what the flow's author wrote, with Liquid in every string.
// Pure over what it is given. The transport guards where it goes: every address that the host name
// leads to must be public, unless the workspace permits private ones, and no redirect is followed.
#pragma once

#include "engine/compose.h"
#include "http/transport.h"

namespace beckon::engine {

// Throws invalid_request when what was rendered is no request, not_found when the node is no more.
http::Request compose_call(const SendRow& send, const Definitions& definitions,
                           const schema::Value& scope, const Reading& reading);

} // namespace beckon::engine
