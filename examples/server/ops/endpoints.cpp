#include "ops/endpoints.h"

#include <filesystem>
#include <string>
#include <utility>

#include "core/json.h"

namespace server {
namespace {

// Below this the workspace may soon refuse to store; better that a balancer turns away earlier.
constexpr uintmax_t kMinFreeBytes = 64 << 20;

Response health(const Json& checks) {
  bool ok = true;
  for (const Json& check : checks) ok = ok && check == "ok";
  const Json body{{"status", ok ? "ok" : "failing"}, {"checks", checks}};
  return text_response(ok ? 200 : 503, "application/json", to_text(body));
}

// A failed commit is cured by a restart alone, so it counts against being alive.
std::string storage_state(const Services& services) {
  return services.condition.is_poisoned ? "a commit failed; restart needed" : "ok";
}

std::string disk_state(const Services& services) {
  std::error_code error;
  const auto space = std::filesystem::space(services.workspace, error);
  if (error) return "unknown";
  return space.available < kMinFreeBytes ? "nearly full" : "ok";
}

std::string clock_state(const Services& services) {
  try {
    services.engine.now_ms();
    return "ok";
  } catch (const beckon::Error& error) {
    return error.code();
  }
}

Response livez(const Services& services) { return health({{"storage", storage_state(services)}}); }

Response readyz(const Services& services) {
  return health({{"storage", storage_state(services)},
                 {"workspace", clock_state(services)},
                 {"disk", disk_state(services)},
                 {"accepting", services.condition.is_draining ? "shutting down" : "ok"}});
}

Response version() {
  return text_response(200, "application/json",
                       to_text({{"version", beckon::version()}, {"abi", beckon_abi_version()}}));
}

} // namespace

void add_operator_routes(Router* router, const Services& services) {
  const auto open = [router](std::string path, Endpoint endpoint) {
    router->add({"GET", std::move(path), Grant::none, false, std::move(endpoint)});
  };
  open("/livez", [&services](Exchange&) { return livez(services); });
  open("/readyz", [&services](Exchange&) { return readyz(services); });
  open("/version", [](Exchange&) { return version(); });
  open("/metrics", [&services](Exchange&) {
    return text_response(200, "text/plain; version=0.0.4; charset=utf-8",
                         services.metrics.to_text(beckon::version()));
  });
  open("/openapi.json", [&services](Exchange&) {
    return text_response(200, "application/json", beckon::openapi(services.public_url));
  });
}

} // namespace server
