// What the transport's tests share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "http/curl_transport.h"
#include "support/loopback_server.h"

namespace beckon::http {

inline std::string loopback_url(const std::string& scheme, uint16_t port,
                                const std::string& path = "/") {
  return scheme + "://127.0.0.1:" + std::to_string(port) + path;
}

inline Request http_request(uint16_t port, std::string body = R"({"to":"a@example.org"})") {
  Request request;
  request.url = loopback_url("http", port, "/send");
  request.body = std::move(body);
  request.headers = {{"Content-Type", "application/json"}};
  request.timeout_ms = 5'000;
  request.allow_private = true;
  return request;
}

inline Request smtp_request(uint16_t port, std::string body = "Subject: hi\r\n\r\nhello\r\n") {
  Request request;
  request.url = loopback_url("smtp", port, "/client.example");
  request.body = std::move(body);
  request.mail_from = "shop@example.org";
  request.recipients = {"ada@example.org"};
  request.timeout_ms = 5'000;
  request.allow_private = true;
  return request;
}

// Performs one request on a transport of its own.
inline Response perform_one(Transport& transport, const Request& request) {
  std::vector<Response> responses;
  transport.perform({&request, 1},
                    [&](size_t, Response response) { responses.push_back(std::move(response)); });
  if (responses.size() != 1) throw std::runtime_error("done was not called exactly once");
  return responses.front();
}
inline Response perform_one(const Request& request) {
  return perform_one(*make_curl_transport(), request);
}

} // namespace beckon::http
