#include "ingest/hook_endpoints.h"

#include <string>

#include "core/digest.h"
#include "core/json.h"
#include "core/problem.h"

namespace server {
namespace {

// The address as the other side called it: Twilio signs it. Behind a proxy only the configuration
// knows it.
std::string called_url(const Services& services, const Request& request) {
  std::string base = services.public_url;
  if (base.empty()) base = "http://" + std::string(request.header("Host"));
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base + request.target;
}

// What cannot be told as JSON no provider sends.
Json headers_of(const Request& request) {
  Json headers = Json::object();
  for (const Header& header : request.headers) {
    if (!headers.contains(header.name) && is_utf8(header.value)) {
      headers[header.name] = header.value;
    }
  }
  return headers;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

// TwiML: an empty answer says nothing to whoever wrote.
Response text_answer(const Json& answer) {
  std::string body = R"(<?xml version="1.0" encoding="UTF-8"?><Response>)";
  if (answer.contains("reply")) {
    body += "<Message>" + escaped(answer.at("reply").get<std::string>()) + "</Message>";
  }
  return text_response(200, "text/xml; charset=utf-8", body + "</Response>");
}

// Elsewhere a right that is missing is the server's own, to its files; here it is the caller's.
std::string received(const Services& services, const std::string& request) {
  try {
    return services.engine.call("webhooks.receive", request);
  } catch (const beckon::Error& error) {
    if (error.status() != BECKON_PERMISSION_DENIED) throw;
    throw Problem(403, error.code(), error.what());
  }
}

Response receive(const Services& services, Exchange& exchange) {
  const Json request{{"provider", exchange.parameters.at("account")},
                     {"url", called_url(services, exchange.request)},
                     {"headers", headers_of(exchange.request)},
                     {"body_base64", base64(exchange.request.body)}};
  const Json answer = Json::parse(received(services, to_text(request)));
  if (answer.at("texts").get<int>() > 0) return text_answer(answer);
  return text_response(200, "application/json", "{}");
}

} // namespace

void add_hook_routes(Router* router, const Services& services) {
  router->add({"POST", "/hooks/{account}", Grant::none, false,
               [&services](Exchange& exchange) { return receive(services, exchange); }});
}

} // namespace server
