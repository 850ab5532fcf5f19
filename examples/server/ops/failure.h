// A failure of the server's side: into the log, and into what the health checks see.
#pragma once

#include <beckon/beckon.hpp>
#include <string_view>

#include "services.h"

namespace server {

// Tells the operator what the client is not told, by the request's id.
void report_failure(const Services& services, std::string_view request_id, std::string_view code,
                    std::string_view text);
void report_failure(const Services& services, std::string_view request_id,
                    const beckon::Error& error);

} // namespace server
