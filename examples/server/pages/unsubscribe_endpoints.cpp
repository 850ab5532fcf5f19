#include "pages/unsubscribe_endpoints.h"

#include <string>
#include <string_view>

#include "core/engine_problem.h"
#include "ops/failure.h"
#include "pages/unsubscribe_page.h"

namespace server {
namespace {

// The answer is a page for people in every case, so failures do not leave as problem+json.
Response handle(const Services& services, Exchange& exchange, std::string_view action) {
  const Json request{{"token", exchange.parameters.at("token")}, {"action", action}};
  try {
    const Json link = Json::parse(services.engine.call("links.handle", to_text(request)));
    if (link.contains("confirmed") || link.contains("preferences")) { // a link about consent
      return unsubscribe_failed_page(404);
    }
    const std::string address = link.at("address").get<std::string>();
    return link.at("unsubscribed").get<bool>() ? unsubscribed_page(address)
                                               : unsubscribe_question_page(address);
  } catch (const beckon::Error& error) {
    const int status = http_status(error.status());
    if (status < 500) return unsubscribe_failed_page(404);
    report_failure(services, exchange.request_id, error);
    return unsubscribe_failed_page(status);
  }
}

} // namespace

void add_unsubscribe_routes(Router* router, const Services& services) {
  router->add({"GET", "/u/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return handle(services, exchange, "view"); }});
  router->add({"POST", "/u/{token}", Grant::none, false, [&services](Exchange& exchange) {
                 return handle(services, exchange, "unsubscribe");
               }});
}

} // namespace server
