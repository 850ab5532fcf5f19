#include "pages/unsubscribe_page.h"

#include <string>
#include <string_view>
#include <utility>

#include "core/digest.h"

namespace server {
namespace {

constexpr std::string_view kStyle =
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;"
    "color:#1c2430;background:#f7f8fa;text-align:center}"
    "button{font:inherit;padding:.7rem 1.6rem;border:0;border-radius:.4rem;color:#fff;"
    "background:#1f5fbf;cursor:pointer}"
    "button:focus-visible{outline:3px solid #f0a020;outline-offset:2px}";

// The same body that mail programs post (RFC 8058), so that there is one way to unsubscribe.
constexpr std::string_view kForm =
    "<form method=\"post\">"
    "<input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">"
    "<button type=\"submit\">Unsubscribe</button></form>";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

// Nothing but our own style may load or run, and no other site may frame the button.
std::string content_policy() {
  const Digest digest = sha256(kStyle);
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  return "default-src 'none'; style-src 'sha256-" + base64(bytes) +
         "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
}

Response page(int status, std::string_view title, std::string_view text, std::string_view form) {
  std::string html =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>";
  html.append(title).append("</title><style>").append(kStyle).append("</style></head><body><main>");
  html.append("<h1>").append(title).append("</h1><p>").append(text).append("</p>").append(form);
  html.append("</main></body></html>\n");
  Response response = text_response(status, "text/html; charset=utf-8", std::move(html));
  response.set_header("Content-Security-Policy", content_policy());
  response.set_header("Referrer-Policy", "no-referrer"); // the address holds the token
  response.set_header("X-Robots-Tag", "noindex");
  return response;
}

} // namespace

Response unsubscribe_question_page(const std::string& address) {
  return page(200, "Unsubscribe",
              "Press the button and no more offers and news will go to " + escaped(address) + ".",
              kForm);
}

Response unsubscribed_page(const std::string& address) {
  return page(200, "You are unsubscribed",
              "No more offers and news will go to " + escaped(address) + ".", "");
}

Response unsubscribe_failed_page(int status) {
  if (status == 404) return broken_link_page(404);
  return page(status, "That did not work", "Please try again in a moment.", kForm);
}

Response broken_link_page(int status) {
  if (status != 404) return page(status, "That did not work", "Please try again in a moment.", "");
  return page(404, "This link does not work",
              "It may have been cut off. Please use the link in the message itself.", "");
}

} // namespace server
