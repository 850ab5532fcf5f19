// What a failed call of the engine is over HTTP.
#pragma once

#include <beckon/beckon.hpp>

#include "core/problem.h"

namespace server {

// The HTTP status for one of the engine's.
int http_status(beckon::Status status);

// Same code, message, pointers and hints. For a failure of the server's side (5xx) the message,
// which may name files, is left to the log.
Problem engine_problem(const beckon::Error& error);

} // namespace server
