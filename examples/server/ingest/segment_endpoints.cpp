#include "ingest/segment_endpoints.h"

#include <string>

#include "core/problem.h"
#include "ingest/segment_record.h"
#include "ingest/store_records.h"
#include "net/body.h"

namespace server {
namespace {

void require_write_key(const KeyRing& keys, const Json& body) {
  const auto key = body.find("writeKey");
  if (key != body.end() && key->is_string() &&
      keys.grant(key->get_ref<const std::string&>()) != Grant::none) {
    return;
  }
  throw Problem(401, "unauthorized", "the write key is missing or not known", "",
                "send it as the user name of Basic authorization or as writeKey");
}

// A wrong key in the header is refused before the body is read.
Json authorized_body(const Services& services, Exchange& exchange) {
  const bool has_header = !exchange.request.header("Authorization").empty();
  if (has_header) require_grant(services.keys, exchange.request, Grant::append);
  Json body = parse_json(decode_body(&exchange.request, services.gzip));
  if (!body.is_object()) {
    throw Problem(400, "invalid_request", "the body must be a JSON object");
  }
  if (!has_header) require_write_key(services.keys, body);
  return body;
}

Response single(const Services& services, Exchange& exchange, const std::string& type) {
  const Json body = authorized_body(services, exchange);
  const Millis received = services.engine.now_ms();
  return outcome_response(
      store_records(services.engine, services.metrics, Json::array({body}), "",
                    [&](const Json& item) { return segment_record(item, type, item, received); }));
}

std::string type_of(const Json& item) {
  const auto type = item.find("type");
  if (type == item.end() || !type->is_string()) {
    throw Problem(400, "invalid_request", "a call in a batch needs its type", "/type");
  }
  return type->get<std::string>();
}

Response batch(const Services& services, Exchange& exchange) {
  const Json body = authorized_body(services, exchange);
  const Millis received = services.engine.now_ms();
  return outcome_response(store_records(
      services.engine, services.metrics, batch_of(body), "/batch", [&](const Json& item) {
        if (!item.is_object()) throw Problem(400, "invalid_request", "a call must be an object");
        return segment_record(item, type_of(item), body, received);
      }));
}

} // namespace

void add_segment_routes(Router* router, const Services& services) {
  for (const std::string type : {"identify", "track", "page", "screen", "alias", "group"}) {
    router->add({"POST", "/v1/" + type, Grant::none, true, [&services, type](Exchange& exchange) {
                   return single(services, exchange, type);
                 }});
  }
  for (const std::string path : {"/v1/batch", "/v1/import"}) {
    router->add({"POST", path, Grant::none, true,
                 [&services](Exchange& exchange) { return batch(services, exchange); }});
  }
}

} // namespace server
