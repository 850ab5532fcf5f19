#include "ops/failure.h"

namespace server {

void report_failure(const Services& services, std::string_view request_id, std::string_view code,
                    std::string_view text) {
  services.log.write("error", "failure",
                     {{"request_id", request_id}, {"code", code}, {"msg", text}});
}

void report_failure(const Services& services, std::string_view request_id,
                    const beckon::Error& error) {
  if (error.status() == BECKON_POISONED) services.condition.is_poisoned = true;
  report_failure(services, request_id, error.code(), error.what());
}

} // namespace server
