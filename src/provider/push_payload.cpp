#include "provider/push_payload.h"

#include "base/error.h"
#include "base/time.h"
#include "provider/http_account.h"

namespace beckon::provider {
namespace {

constexpr int64_t kLongestTtlMs = int64_t{28} * 86'400'000; // what FCM keeps at most

} // namespace

void check_payload(size_t bytes, size_t most, const std::string& service) {
  if (bytes <= most) return;
  throw Error(Code::limit_exceeded, "the push message has " + std::to_string(bytes) + " bytes, " +
                                        service + " takes " + std::to_string(most) +
                                        " (limit push_payload_bytes)");
}

void check_ttl(ConfigReader* reader) {
  const auto ttl = reader->text("ttl");
  if (!ttl) return;
  const auto read = parse_duration(*ttl);
  if (!read || read->months != 0 || read->ms < 0 || read->ms > kLongestTtlMs) {
    reader->report("ttl", "\"ttl\" is a duration up to 28d", "write for example \"1d\"");
  }
}

int64_t ttl_seconds(const Account& account) {
  const auto ttl = parse_duration(config_text(account, "ttl"));
  return (ttl ? ttl->ms : kLongestTtlMs) / 1'000;
}

} // namespace beckon::provider
