// Requests to the program that Beckon is part of: "host:name" goes to a function that it gave, and
// everything else the usual way.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/transport.h"

namespace beckon::http {

// Given the body of a request, answers it; blocks until it can. Must not throw.
using HostFunction = std::function<Response(const std::string& body)>;

// Without a function, requests to the host are answered as never sent. The host's function is
// called on the thread of perform(), for one request at a time.
std::shared_ptr<Transport> make_host_route(std::shared_ptr<Transport> others,
                                           HostFunction function);

} // namespace beckon::http
