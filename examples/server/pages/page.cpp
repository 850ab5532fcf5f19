#include "pages/page.h"

#include <utility>

#include "core/digest.h"

namespace server {
namespace {

constexpr std::string_view kStyle =
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;"
    "color:#1c2430;background:#f7f8fa;text-align:center}"
    "button{font:inherit;padding:.7rem 1.6rem;border:0;border-radius:.4rem;color:#fff;"
    "background:#1f5fbf;cursor:pointer}"
    "button:focus-visible,input:focus-visible{outline:3px solid #f0a020;outline-offset:2px}"
    "fieldset{border:0;margin:0 0 1.5rem;padding:0;text-align:left}legend{font-weight:600}"
    "label{display:block;padding:.3rem 0}small{display:block;color:#5a6472;padding-left:1.7rem}";

// Nothing but our own style may load or run, and no other site may frame the button.
std::string content_policy() {
  const Digest digest = sha256(kStyle);
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  return "default-src 'none'; style-src 'sha256-" + base64(bytes) +
         "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
}

} // namespace

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

} // namespace server
