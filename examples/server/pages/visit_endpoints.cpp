#include "pages/visit_endpoints.h"

#include <array>
#include <string>
#include <string_view>

#include "core/engine_problem.h"
#include "ops/failure.h"
#include "pages/unsubscribe_page.h"

namespace server {
namespace {

// One transparent pixel.
constexpr std::string_view kImage(
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00"
    "\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01\x44\x00;",
    42);

bool is_in_advance(const Request& request) {
  if (request.method == "HEAD") return true;
  for (const std::string_view name : {"Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"}) {
    const std::string_view value = request.header(name);
    if (value.starts_with("prefetch") || value.starts_with("preview")) return true;
  }
  return false;
}

// Throws beckon::Error.
Json follow(const Services& services, Exchange& exchange, std::string_view action) {
  const Json request{{"token", exchange.parameters.at("token")},
                     {"action", action},
                     {"user_agent", exchange.request.header("User-Agent")},
                     {"prefetch", is_in_advance(exchange.request)}};
  return Json::parse(services.engine.call("links.handle", to_text(request)));
}

Response failed(const Services& services, Exchange& exchange, const beckon::Error& error) {
  const int status = http_status(error.status());
  if (status < 500) return broken_link_page(404);
  report_failure(services, exchange.request_id, error);
  return broken_link_page(status);
}

Response click(const Services& services, Exchange& exchange) {
  try {
    const Json link = follow(services, exchange, "click");
    Response response = text_response(302, "text/plain; charset=utf-8", "");
    response.set_header("Location", link.at("target").get<std::string>());
    response.set_header("Referrer-Policy", "no-referrer"); // the address holds the token
    response.set_header("X-Robots-Tag", "noindex");
    return response;
  } catch (const beckon::Error& error) {
    return failed(services, exchange, error);
  }
}

Response open(const Services& services, Exchange& exchange) {
  try {
    follow(services, exchange, "open");
  } catch (const beckon::Error& error) {
    return failed(services, exchange, error);
  }
  return text_response(200, "image/gif", std::string(kImage));
}

} // namespace

void add_visit_routes(Router* router, const Services& services) {
  router->add({"GET", "/c/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return click(services, exchange); }});
  router->add({"GET", "/o/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return open(services, exchange); }});
}

} // namespace server
