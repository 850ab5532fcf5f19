#include "message/machine.h"

#include <doctest/doctest.h>

#include <string>

namespace beckon::message {
namespace {

TEST_CASE("browsers and mail programs are human") {
  for (const char* agent :
       {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/124.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        "Microsoft Office/16.0 (Microsoft Outlook 16.0.17425; Pro)",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/90 Mobile",
        "Thunderbird/115.9.0"}) {
    CAPTURE(agent);
    CHECK_FALSE(is_machine(agent));
  }
}

TEST_CASE("scanners, previews, crawlers and bare clients are machines") {
  for (const char* agent :
       {"", "   ", "Mozilla/5.0", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; bingbot/2.0)", "curl/8.5.0",
        "python-requests/2.31.0", "Go-http-client/2.0", "Barracuda Sentinel (EE)",
        "Mozilla/5.0 (X11) HeadlessChrome/120.0", "WhatsApp/2.23 A", "Java/17.0.2",
        "Microsoft Office SafeLinks"}) {
    CAPTURE(agent);
    CHECK(is_machine(agent));
  }
}

TEST_CASE("only so much of the name is looked at") {
  CHECK_FALSE(is_machine("Mozilla/5.0 (X11) " + std::string(2'000, 'x') + " bot"));
}

} // namespace
} // namespace beckon::message
