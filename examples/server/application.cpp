#include "application.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <utility>

#include "core/engine_problem.h"
#include "core/problem.h"
#include "core/time.h"
#include "ingest/hook_endpoints.h"
#include "ingest/plain_endpoints.h"
#include "ingest/segment_endpoints.h"
#include "manage/operation_endpoints.h"
#include "ops/endpoints.h"
#include "ops/failure.h"
#include "pages/consent_endpoints.h"
#include "pages/unsubscribe_endpoints.h"
#include "pages/visit_endpoints.h"

namespace server {
namespace {

constexpr size_t kRequestIdBytes = 128;

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.' || c == ':';
}

// The caller's own id, if it is harmless in headers and logs.
std::string request_id_of(const Request& request) {
  const std::string_view given = request.header("X-Request-Id");
  const bool is_usable = !given.empty() && given.size() <= kRequestIdBytes &&
                         std::all_of(given.begin(), given.end(), is_id_character);
  return is_usable ? std::string(given) : random_hex(16);
}

bool is_segment_path(std::string_view target) { return target.starts_with("/v1/"); }

void add_common_headers(std::string_view request_id, Response* response) {
  response->set_header("Date", format_http_date(system_now()));
  response->set_header("Cache-Control", "no-store");
  response->set_header("X-Content-Type-Options", "nosniff");
  if (!request_id.empty()) response->set_header("X-Request-Id", std::string(request_id));
}

[[noreturn]] void not_allowed(const std::vector<std::string>& methods) {
  std::string allow;
  for (const std::string& method : methods) allow += (allow.empty() ? "" : ", ") + method;
  Problem problem(405, "method_not_allowed", "this path takes " + allow);
  problem.headers.push_back({"Allow", allow});
  throw problem;
}

Problem refusal_problem(Refusal refusal, std::string_view target) {
  switch (refusal) {
    case Refusal::malformed: return {400, "malformed_request", "this is not a request of HTTP/1.1"};
    case Refusal::header_too_large:
      return {431, "header_too_large", "the request line and the headers are too large"};
    case Refusal::body_too_large:
      // Segment's protocol knows no 413.
      return {is_segment_path(target) ? 400 : 413, "payload_too_large", "the body is too large"};
    case Refusal::expectation:
      return {417, "expectation_failed", "the only expectation known is 100-continue"};
    case Refusal::overloaded: break;
  }
  Problem problem(503, "overloaded", "too many requests are waiting");
  problem.headers.push_back({"Retry-After", "1"});
  return problem;
}

} // namespace

Response Application::handle(Request request) {
  const auto start = std::chrono::steady_clock::now();
  services_.metrics.request_started();
  const std::string request_id = request_id_of(request);
  const size_t bytes_in = request.body.size();
  const Route* route = nullptr;
  Response response;
  try {
    response = respond(request, request_id, &route);
  } catch (...) {
    response = failed(request_id, route);
  }
  add_common_headers(request_id, &response);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const std::string pattern = route == nullptr ? "" : route->pattern;
  services_.metrics.request_ended(request.method, pattern, response.status, elapsed.count());
  services_.log.write("info", "request",
                      {{"request_id", request_id},
                       {"method", request.method},
                       {"route", pattern},
                       {"status", response.status},
                       {"duration_ms", elapsed.count() * 1e3},
                       {"bytes_in", bytes_in},
                       {"bytes_out", response.body.size()}});
  return response;
}

Response Application::respond(Request& request, const std::string& request_id,
                              const Route** route) {
  std::optional<Target> target = parse_target(request.target);
  if (!target) throw Problem(400, "malformed_request", "the path or the query cannot be read");
  Router::Match match = router_.find(request.method, *target);
  if (match.route == nullptr) {
    if (match.allowed.empty()) throw Problem(404, "no_such_path", "there is nothing at this path");
    not_allowed(match.allowed);
  }
  *route = match.route;
  Exchange exchange{request, std::move(*target), std::move(match.parameters), Grant::none,
                    request_id};
  if (match.route->needed != Grant::none) {
    exchange.grant = require_grant(services_.keys, request, match.route->needed);
  }
  return match.route->endpoint(exchange);
}

// REQUIRES: called from a handler of the exception.
Response Application::failed(const std::string& request_id, const Route* route) {
  const bool with_success = route != nullptr && route->is_ingest;
  Problem problem(500, "internal", "the request could not be handled; see the server's log");
  try {
    throw;
  } catch (const Problem& known) {
    problem = known;
  } catch (const beckon::Error& error) {
    problem = engine_problem(error);
    if (problem.status >= 500) report_failure(services_, request_id, error);
  } catch (const std::bad_alloc&) {
    problem = Problem(503, "out_of_memory", "there is not enough memory for this now");
    problem.headers.push_back({"Retry-After", "1"});
    report_failure(services_, request_id, problem.code, "out of memory");
  } catch (const std::exception& error) {
    report_failure(services_, request_id, problem.code, error.what());
  }
  if (with_success && problem.status == 413 && is_segment_path(route->pattern)) {
    problem.status = 400;
  }
  return problem_response(problem, request_id, with_success);
}

Response Application::refuse(Refusal refusal, std::string_view target) {
  const Problem problem = refusal_problem(refusal, target);
  services_.metrics.request_refused(problem.status);
  const std::string request_id = random_hex(16);
  Response response = problem_response(problem, request_id, is_segment_path(target));
  add_common_headers(request_id, &response);
  return response;
}

Router make_router(const Services& services, const Json& registry) {
  Router router;
  add_segment_routes(&router, services);
  add_plain_routes(&router, services);
  add_hook_routes(&router, services);
  add_operation_routes(&router, services, registry);
  add_unsubscribe_routes(&router, services);
  add_visit_routes(&router, services);
  add_consent_routes(&router, services);
  add_operator_routes(&router, services);
  return router;
}

} // namespace server
