// Structured log: one JSON object a line. No personal data goes here: neither bodies, nor paths
// (routes are logged by their pattern), nor addresses of clients.
#pragma once

#include <cstdio>
#include <mutex>
#include <string_view>

#include "core/json.h"

namespace server {

// Thread safety: any thread.
class Log {
 public:
  // Writes to `out`, which must outlive the log; null: nowhere.
  explicit Log(std::FILE* out) : out_(out) {}

  // {"ts", "level", "event", …fields}. `level`: "debug", "info", "warning" or "error".
  void write(std::string_view level, std::string_view event, Json fields = Json::object());

 private:
  std::mutex mutex_;
  std::FILE* out_;
};

} // namespace server
