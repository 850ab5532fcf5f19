#include "manage/operation_endpoints.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/engine_problem.h"
#include "core/problem.h"
#include "manage/operation_request.h"
#include "net/body.h"

namespace server {
namespace {

constexpr size_t kIdempotencyKeyBytes = 255;

struct Operation {
  std::string name;
  Json schema; // of the request
};

Response call(const Services& services, const Operation& operation, Exchange& exchange) {
  const Json request =
      operation_request(operation.schema, exchange.parameters, exchange.target.query,
                        decode_body(&exchange.request, services.gzip));
  return text_response(200, "application/json",
                       services.engine.call(operation.name, to_text(request)));
}

// Keys of different callers do not meet, although their texts may be the same.
std::string scoped_key(const Request& request, std::string_view key) {
  const Digest caller = sha256(presented_key(request).value_or(""));
  return base64({reinterpret_cast<const char*>(caller.data()), caller.size()}) + " " +
         std::string(key);
}

void check_key(std::string_view key) {
  const bool is_printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (is_printable && key.size() <= kIdempotencyKeyBytes) return;
  throw Problem(400, "invalid_request", "Idempotency-Key must be 1 to 255 printable characters");
}

// What the client is told about a call that failed in a way that repeating it would repeat.
Response call_or_problem(const Services& services, const Operation& operation, Exchange& exchange) {
  try {
    return call(services, operation, exchange);
  } catch (const beckon::Error& error) {
    const Problem problem = engine_problem(error);
    if (problem.status >= 500) throw;
    return problem_response(problem, exchange.request_id, false);
  }
}

Response call_once(const Services& services, const Operation& operation, Exchange& exchange,
                   std::string_view key) {
  check_key(key);
  const std::string scoped = scoped_key(exchange.request, key);
  const Digest digest = sha256(exchange.request.method + " " + exchange.request.target + "\n" +
                               exchange.request.body);
  Response response;
  switch (services.idempotency.begin(scoped, digest, system_now(), &response)) {
    case Idempotency::Verdict::run: break;
    case Idempotency::Verdict::replay:
      response.set_header("Idempotency-Replayed", "true");
      return response;
    case Idempotency::Verdict::in_flight:
      throw Problem(409, "idempotency_in_flight",
                    "the first request with this Idempotency-Key is still being handled");
    case Idempotency::Verdict::mismatch:
      throw Problem(422, "idempotency_mismatch",
                    "this Idempotency-Key was used for another request", "", "use a new key");
  }
  try {
    response = call_or_problem(services, operation, exchange);
  } catch (...) {
    services.idempotency.forget(scoped);
    throw;
  }
  services.idempotency.finish(scoped, response);
  return response;
}

} // namespace

void add_operation_routes(Router* router, const Services& services, const Json& registry) {
  for (const Json& entry : registry) {
    const Operation operation{entry.at("name").get<std::string>(), entry.at("request")};
    const std::string method = entry.at("method").get<std::string>();
    router->add({method, entry.at("path").get<std::string>(), Grant::manage, false,
                 [&services, operation, method](Exchange& exchange) {
                   const std::string_view key = exchange.request.header("Idempotency-Key");
                   return key.empty() || method == "GET"
                              ? call(services, operation, exchange)
                              : call_once(services, operation, exchange, key);
                 }});
  }
}

} // namespace server
