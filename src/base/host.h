// What the engine takes from its host instead of from the system: time and a place for log lines.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/time.h"

namespace beckon {

// Thread safety: any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() const = 0;
};
std::shared_ptr<Clock> system_clock();

enum class LogLevel : uint32_t { debug = 0, info = 1, warning = 2, error = 3 };
// Called on engine threads, never under an engine lock; must not call back into the engine.
using LogSink = std::function<void(LogLevel, std::string_view)>;

} // namespace beckon
