#include "pages/consent_endpoints.h"

#include <set>
#include <string>

#include "core/engine_problem.h"
#include "core/problem.h"
#include "ops/failure.h"
#include "pages/consent_page.h"
#include "pages/unsubscribe_page.h"

namespace server {
namespace {

Json request_of(const Exchange& exchange, std::string_view action) {
  return {{"token", exchange.parameters.at("token")},
          {"action", action},
          {"user_agent", exchange.request.header("User-Agent")}};
}

Json handle(const Services& services, const Json& request) {
  return Json::parse(services.engine.call("links.handle", to_text(request)));
}

Response failed(const Services& services, const Exchange& exchange, const beckon::Error& error) {
  const int status = http_status(error.status());
  if (status == 409) return not_confirmed_page();
  if (status < 500) return broken_link_page(404);
  report_failure(services, exchange.request_id, error);
  return broken_link_page(status);
}

Response confirm(const Services& services, Exchange& exchange, std::string_view action) {
  try {
    const Json link = handle(services, request_of(exchange, action));
    if (!link.contains("confirmed")) return broken_link_page(404); // of another kind, or erased
    const std::string address = link.at("address");
    return link.at("confirmed").get<bool>() ? confirmed_page(address)
                                            : confirm_question_page(address);
  } catch (const beckon::Error& error) {
    return failed(services, exchange, error);
  }
}

// The boxes that are ticked, by their values. Those of a form are written like a query.
std::set<std::string> ticked(const Request& request) {
  std::set<std::string> values;
  const auto form = parse_target("/?" + request.body);
  if (!form) throw Problem(400, "malformed_request", "this is no form");
  for (const auto& [name, value] : form->query) {
    if (name == "p") values.insert(value);
  }
  return values;
}

// Only what changes is told: a box that was never ticked and is not ticked now says nothing.
Json choices(const Json& preferences, const std::set<std::string>& wanted) {
  Json changed = Json::array();
  for (const Json& row : preferences) {
    const std::string channel = row.at("channel"), topic = row.at("topic"), state = row.at("state");
    const bool granted = state == "granted", wants = wanted.count(channel + "/" + topic) != 0;
    if (wants == granted || (!wants && state == "none")) continue;
    changed.push_back(
        {{"channel", channel}, {"topic", topic}, {"state", wants ? "granted" : "denied"}});
  }
  return changed;
}

Response show_preferences(const Services& services, Exchange& exchange) {
  try {
    const Json link = handle(services, request_of(exchange, "view"));
    if (!link.contains("preferences")) return broken_link_page(404);
    return preferences_page(link.at("address"), link.at("preferences"), false);
  } catch (const beckon::Error& error) {
    return failed(services, exchange, error);
  }
}

Response save_preferences(const Services& services, Exchange& exchange) {
  try {
    const Json before = handle(services, request_of(exchange, "view"));
    if (!before.contains("preferences")) return broken_link_page(404);
    Json request = request_of(exchange, "choose");
    request["preferences"] = choices(before.at("preferences"), ticked(exchange.request));
    const Json after = handle(services, request);
    return preferences_page(after.at("address"), after.at("preferences"), true);
  } catch (const beckon::Error& error) {
    return failed(services, exchange, error);
  }
}

} // namespace

void add_consent_routes(Router* router, const Services& services) {
  router->add({"GET", "/d/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return confirm(services, exchange, "view"); }});
  router->add({"POST", "/d/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return confirm(services, exchange, "confirm"); }});
  router->add({"GET", "/p/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return show_preferences(services, exchange); }});
  router->add({"POST", "/p/{token}", Grant::none, false,
               [&services](Exchange& exchange) { return save_preferences(services, exchange); }});
}

} // namespace server
