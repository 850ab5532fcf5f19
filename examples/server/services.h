// What the endpoints work with. Everything outlives the router; all of it may be used from any
// thread.
#pragma once

#include <atomic>
#include <beckon/beckon.hpp>
#include <string>

#include "manage/idempotency.h"
#include "net/auth.h"
#include "net/gzip.h"
#include "ops/log.h"
#include "ops/metrics.h"

namespace server {

// What changes once in the life of the process.
struct Condition {
  std::atomic<bool> is_draining{false}; // shutting down
  std::atomic<bool> is_poisoned{false}; // a commit has failed: a restart is needed
};

struct Services {
  beckon::Engine& engine;
  const KeyRing& keys;
  Metrics& metrics;
  Log& log;
  Idempotency& idempotency;
  Condition& condition;
  GzipLimits gzip;
  std::string workspace;  // its directory
  std::string public_url; // for the OpenAPI document; may be empty
};

} // namespace server
