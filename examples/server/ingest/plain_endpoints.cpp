#include "ingest/plain_endpoints.h"

#include <string>
#include <string_view>
#include <utility>

#include "core/problem.h"
#include "ingest/plain_record.h"
#include "ingest/spelling.h"
#include "ingest/store_records.h"
#include "net/body.h"

namespace server {
namespace {

using StoreOne = std::string (beckon::Engine::*)(std::string_view);

Json object_body(const Services& services, Exchange& exchange) {
  Json body = parse_json(decode_body(&exchange.request, services.gzip));
  if (!body.is_object()) {
    throw Problem(400, "invalid_request", "the body must be a JSON object");
  }
  return body;
}

Response single(const Services& services, Exchange& exchange, const std::string& type,
                StoreOne store_one) {
  const Json body = object_body(services, exchange);
  Json caused;
  try {
    caused = Json::parse((services.engine.*store_one)(to_text(plain_record(body, type))));
  } catch (const beckon::Error& error) {
    services.metrics.count_records(0, 0, 1);
    throw beckon::Error(error.status(), error.what(), pointer_into_item(body, error.pointer()),
                        error.hint());
  }
  const bool duplicate = caused.value("duplicate", false);
  services.metrics.count_records(1, duplicate ? 1 : 0, 0);
  Json answer{{"success", true}, {"duplicate", duplicate}};
  if (exchange.grant == Grant::manage) answer.update(caused);
  return text_response(200, "application/json", to_text(answer));
}

Response batch(const Services& services, Exchange& exchange) {
  const Json body = object_body(services, exchange);
  const auto to_record = [&exchange](const Json& item) {
    Json record = plain_record(item, "track");
    if (!may_append(exchange.grant, record)) {
      throw Problem(403, "forbidden", "a public key may not append records of this type", "/type",
                    "use a secret key (sk_…)");
    }
    return record;
  };
  return outcome_response(
      store_records(services.engine, services.metrics, batch_of(body), "/batch", to_record));
}

void add_single(Router* router, const Services& services, std::string type, StoreOne store_one) {
  router->add(
      {"POST", "/" + type, Grant::append, true, [&services, type, store_one](Exchange& exchange) {
         return single(services, exchange, type, store_one);
       }});
}

} // namespace

void add_plain_routes(Router* router, const Services& services) {
  add_single(router, services, "track", &beckon::Engine::track);
  add_single(router, services, "identify", &beckon::Engine::identify);
  router->add({"POST", "/track/batch", Grant::append, true,
               [&services](Exchange& exchange) { return batch(services, exchange); }});
}

} // namespace server
