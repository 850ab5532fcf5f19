// The engine's log lines: formatted and filtered by spdlog, written by the host's sink.
#pragma once

#include <memory>

#include "base/host.h"

namespace spdlog {
class logger;
}

namespace beckon::engine {

// Without a sink every line is dropped. Thread safety of the logger: any thread.
std::shared_ptr<spdlog::logger> make_logger(LogSink sink);

} // namespace beckon::engine
