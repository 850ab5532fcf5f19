#include "ops/log.h"

#include <string>

#include "core/time.h"

namespace server {

void Log::write(std::string_view level, std::string_view event, Json fields) {
  if (out_ == nullptr) return;
  Json line{{"ts", format_time(system_now())}, {"level", level}, {"event", event}};
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  // A log that cannot be written (a closed pipe) must not stop the service.
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

} // namespace server
