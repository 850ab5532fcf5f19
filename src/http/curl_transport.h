// Transport over libcurl's multi interface: connections are reused, HTTP/2 where offered, no
// redirects, no automatic repetition of a POST.
#pragma once

#include <memory>

#include "http/transport.h"

namespace beckon::http {

struct CurlOptions {
  size_t max_connections = 64;
  size_t max_per_host = 8;
};

// Thread safety: any thread; each perform() that runs beside another has connections of its own.
std::unique_ptr<Transport> make_curl_transport(const CurlOptions& options = {});

} // namespace beckon::http
