// The file:// half of the transport.
#pragma once

#include <span>
#include <vector>

#include "http/transport.h"

namespace beckon::http {

// Writes each request's body to the path of its file:// URL so that the file is there whole or not
// at all, and survives a power cut. Parent directories are made. The files of one directory share
// their syncs: a thousand of them cost about as much as a few. Of two for one path the later wins.
// One response for each request, in their order. Never throws for a failed write.
std::vector<Response> write_files(std::span<const Request* const> requests);

} // namespace beckon::http
