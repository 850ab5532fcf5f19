// The host's clock, transport, log, sender and progress hooks as the engine takes them.
#pragma once

#include <beckon/beckon.h>

#include <memory>

#include "base/host.h"
#include "base/watch.h"
#include "http/host_route.h"
#include "http/transport.h"

namespace beckon::capi {

// REQUIRES of each: the hook's function is not null.
std::shared_ptr<Clock> make_clock(const beckon_clock_hook& hook);
std::shared_ptr<http::Transport> make_transport(const beckon_transport_hook& hook);
LogSink make_log(const beckon_log_hook& hook);
http::HostFunction make_sender(const beckon_sender_hook& hook);

// A hook without a function watches nothing.
Watch make_watch(const beckon_progress_hook& hook);

} // namespace beckon::capi
