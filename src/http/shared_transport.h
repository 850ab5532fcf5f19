// A transport that several threads may ask: one after the other.
#pragma once

#include <memory>

#include "http/transport.h"

namespace beckon::http {

// Thread safety: any thread. Nobody else may use `inner` unless it stands that.
std::shared_ptr<Transport> make_shared_transport(std::shared_ptr<Transport> inner);

} // namespace beckon::http
