#include "provider/registry.h"

#include <array>

namespace beckon::provider {
namespace {

using Row = const Provider& (*)();
constexpr std::array<Row, 14> kRows = {
    sandbox_provider, smtp_provider,   ses_provider,     sendgrid_provider,      postmark_provider,
    mixmax_provider,  twilio_provider, apns_provider,    fcm_provider,           web_push_provider,
    webhook_provider, host_provider,   klaviyo_provider, activecampaign_provider};

} // namespace

const Provider* find_provider(std::string_view kind) {
  for (const Row row : kRows) {
    if (row().kind() == kind) return &row();
  }
  return nullptr;
}

std::vector<std::string> provider_kinds() {
  std::vector<std::string> kinds;
  for (const Row row : kRows) kinds.emplace_back(row().kind());
  return kinds;
}

} // namespace beckon::provider
