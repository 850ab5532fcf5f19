// The file:// half of the transport.
#pragma once

#include "http/transport.h"

namespace beckon::http {

// Writes request.body to the path of a file:// URL so that the file is there whole or not at all,
// and survives a power cut. Parent directories are made. Never throws for a failed write.
Response write_file(const Request& request);

} // namespace beckon::http
