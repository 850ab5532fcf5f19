// docs/providers.md: every account that it shows is sound, and it names every kind.
#include <fstream>
#include <set>
#include <sstream>

#include "provider/registry.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

std::string page() {
  std::ostringstream text;
  text << std::ifstream(BECKON_DOCS "/providers.md").rdbuf();
  return text.str();
}

TEST_CASE("the page of providers shows a sound account of every kind") {
  const std::string text = page();
  const std::string open = "```json\n", close = "\n```";
  std::set<std::string> shown;
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    const std::string source = text.substr(at, text.find(close, at) - at);
    const schema::Value account = schema::parse_json(source);
    const std::string kind = account.find("kind")->as_string();
    for (const Issue& issue : issues_of(kind, source)) {
      FAIL_CHECK(kind << issue.pointer << ": " << issue.message);
    }
    shown.insert(kind);
  }
  for (const std::string& kind : provider_kinds()) {
    CAPTURE(kind);
    // FCM's has a key file in it; the page shows its shape.
    CHECK(shown.count(kind) == (kind == "fcm" ? 0 : 1));
    CHECK(contains(text, "| `" + kind + "` |"));
  }
}

} // namespace
} // namespace beckon::provider
