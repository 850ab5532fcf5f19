#include "message/machine.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/limits.h"

namespace beckon::message {
namespace {

// Parts of the names, in lower case.
constexpr std::array<std::string_view, 40> kMachines = {
    "bot",         "crawl",      "spider",           "slurp",          "preview",
    "scanner",     "monitor",    "facebookexternal", "whatsapp",       "skypeuri",
    "slack-img",   "barracuda",  "mimecast",         "proofpoint",     "symantec",
    "messagelabs", "forcepoint", "fortinet",         "fortimail",      "trendmicro",
    "trustwave",   "safelinks",  "urldefense",       "zscaler",        "sophos",
    "bitdefender", "virustotal", "phishtank",        "headlesschrome", "phantomjs",
    "curl/",       "wget/",      "python-requests",  "python-urllib",  "go-http-client",
    "java/",       "okhttp",     "libwww",           "httpclient",     "node-fetch"};
// Programs of humans that have such a part in their name.
constexpr std::array<std::string_view, 2> kHumans = {"cubot", "googleimageproxy"};
// What Apple's Mail Privacy Protection sends: it fetches whatever arrives, whoever reads it.
constexpr std::string_view kApplePrivacy = "mozilla/5.0";

} // namespace

bool is_machine(std::string_view user_agent) {
  const std::string agent = ascii_lower(user_agent.substr(0, limits::user_agent_bytes));
  if (agent.find_first_not_of(' ') == std::string::npos || agent == kApplePrivacy) return true;
  const auto names = [&](std::string_view part) { return agent.find(part) != std::string::npos; };
  if (std::any_of(kHumans.begin(), kHumans.end(), names)) return false;
  return std::any_of(kMachines.begin(), kMachines.end(), names);
}

} // namespace beckon::message
