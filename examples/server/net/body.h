// The body of a request, decompressed where it is compressed.
#pragma once

#include <string>

#include "core/message.h"
#include "net/gzip.h"

namespace server {

// SDKs send gzip under whatever content type and encoding they like, so the bytes decide. Throws
// Problem 413 (too large once decompressed), 400 (broken gzip) or 415 (another encoding).
std::string decode_body(Request* request, const GzipLimits& limits);

} // namespace server
