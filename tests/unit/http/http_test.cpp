// HTTP against scripted servers: what each kind of failure is taken for.
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "base/limits.h"
#include "unit/http/common.h"

namespace beckon::http {
namespace {

using test::Connection;
using test::http_response;
using test::LoopbackServer;
using test::read_http_request;

// Reads one request, then does `what`.
std::function<void(Connection&, int)> after_request(std::function<void(Connection&)> what) {
  return [what = std::move(what)](Connection& connection, int) {
    if (read_http_request(connection)) what(connection);
  };
}

std::function<void(Connection&, int)> answering(const std::string& response) {
  return [response](Connection& connection, int) {
    while (read_http_request(connection)) connection.write(response);
  };
}

TEST_CASE("a complete answer carries status, headers and body") {
  test::HttpRequest seen;
  LoopbackServer server([&](Connection& connection, int) {
    const auto request = read_http_request(connection);
    if (!request) return;
    seen = *request;
    connection.write(http_response("202 Accepted", "X-Message-Id:  m-1 \r\n", "{\"ok\":true}"));
  });
  const Response response = perform_one(http_request(server.port()));
  CHECK(response.phase == Phase::complete);
  CHECK(response.status == 202);
  CHECK(response.body == "{\"ok\":true}");
  CHECK(response.error.empty());
  const auto has_id = [](const auto& header) {
    return header.first == "X-Message-Id" && header.second == "m-1";
  };
  CHECK(std::any_of(response.headers.begin(), response.headers.end(), has_id));
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/send");
  CHECK(seen.body == R"({"to":"a@example.org"})");
  CHECK(seen.headers["content-type"] == "application/json");
  CHECK(seen.headers["user-agent"] == "Beckon");
  CHECK(seen.headers.count("expect") == 0);
}

TEST_CASE("methods and bodies leave as asked") {
  std::vector<std::pair<std::string, std::string>> seen;
  LoopbackServer server([&](Connection& connection, int) {
    while (const auto request = read_http_request(connection)) {
      seen.emplace_back(request->method, request->body);
      const bool head = request->method == "HEAD";
      connection.write(head ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
                            : http_response("200 OK", "", "x"));
    }
  });
  const auto transport = make_curl_transport();
  for (const std::string method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    const bool has_body = method != "GET" && method != "HEAD";
    Request request = http_request(server.port(), has_body ? "body of " + method : "");
    request.method = method;
    CHECK(perform_one(*transport, request).status == 200);
    CHECK(seen.back().first == method);
    CHECK(seen.back().second == request.body);
  }
  Request empty = http_request(server.port(), "");
  CHECK(perform_one(*transport, empty).status == 200);
  CHECK(seen.back() == std::pair<std::string, std::string>("POST", ""));
  CHECK(server.connections() == 1);
}

TEST_CASE("error answers are complete, whatever their class") {
  for (const std::string status :
       {"429 Too Many Requests", "404 Not Found", "503 Busy", "302 Found"}) {
    CAPTURE(status);
    LoopbackServer server(
        answering(http_response(status, "Retry-After: 7\r\nLocation: /x\r\n", "no")));
    const Response response = perform_one(http_request(server.port()));
    CHECK(response.phase == Phase::complete);
    CHECK(response.status == std::stoi(status));
    CHECK(response.body == "no");
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("an interim answer is not the answer") {
  LoopbackServer server(answering("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" +
                                  http_response("200 OK", "X-Late: 1\r\n", "")));
  const Response response = perform_one(http_request(server.port()));
  CHECK(response.status == 200);
  for (const auto& [name, value] : response.headers) CHECK(name != "X-Early");
}

TEST_CASE("nothing has left: refused, unresolved, no TLS") {
  Request refused = http_request(test::unused_port());
  Request unresolved = http_request(80);
  unresolved.url = "http://no-such-host.invalid/send";
  LoopbackServer plain([](Connection& connection, int) {
    connection.read_exactly(5);
    connection.write("this is no TLS handshake at all\r\n");
  });
  Request no_tls = http_request(plain.port());
  no_tls.url = loopback_url("https", plain.port());
  for (const Request& request : {refused, unresolved, no_tls}) {
    CAPTURE(request.url);
    const Response response = perform_one(request);
    CHECK(response.phase == Phase::not_sent);
    CHECK(response.status == 0);
    CHECK_FALSE(response.error.empty());
  }
}

TEST_CASE("a handshake that never ends times out with nothing sent") {
  LoopbackServer server([](Connection& connection, int) { connection.wait_until_closed(); });
  Request request = http_request(server.port());
  request.url = loopback_url("https", server.port());
  request.timeout_ms = 300;
  CHECK(perform_one(request).phase == Phase::not_sent);
}

TEST_CASE("the body left and no answer came: sent") {
  const auto close = after_request([](Connection& connection) { connection.close(); });
  const auto reset = after_request([](Connection& connection) { connection.reset(); });
  const auto hang = after_request([](Connection& connection) { connection.wait_until_closed(); });
  const auto half_status = after_request([](Connection& connection) {
    connection.write("HTTP/1.1 20");
    connection.close();
  });
  for (const auto& behaviour : {close, reset, hang, half_status}) {
    LoopbackServer server(behaviour);
    Request request = http_request(server.port());
    request.timeout_ms = 300;
    const Response response = perform_one(request);
    CHECK(response.phase == Phase::sent);
    CHECK(response.status == 0);
    CHECK_FALSE(response.error.empty());
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("an answer that breaks off is sent, with the status that was seen") {
  for (const bool reset : {false, true}) {
    LoopbackServer server(after_request([reset](Connection& connection) {
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":");
      if (reset) connection.reset();
      else connection.close();
    }));
    const Response response = perform_one(http_request(server.port()));
    CHECK(response.phase == Phase::sent);
    CHECK(response.status == 200);
  }
}

TEST_CASE("a request without a body counts as sent once its head has left") {
  LoopbackServer server(after_request([](Connection& connection) { connection.close(); }));
  Request request = http_request(server.port(), "");
  CHECK(perform_one(request).phase == Phase::sent);
}

TEST_CASE("a POST on a connection that dies is never repeated by itself") {
  std::atomic<int> requests = 0;
  // The first request of a connection is answered, the second read and cut off.
  LoopbackServer server([&](Connection& connection, int) {
    if (!read_http_request(connection)) return;
    ++requests;
    connection.write(http_response("200 OK", "", "first"));
    if (!read_http_request(connection)) return;
    ++requests;
    connection.close();
  });
  const auto transport = make_curl_transport();
  for (const std::string body : {"with a body", ""}) {
    requests = 0;
    CHECK(perform_one(*transport, http_request(server.port(), body)).phase == Phase::complete);
    const Response second = perform_one(*transport, http_request(server.port(), body));
    CHECK(second.phase == Phase::sent);
    CHECK(requests == 2);
  }
}

TEST_CASE("a GET on a connection that dies is asked again") {
  std::atomic<int> requests = 0;
  LoopbackServer server([&](Connection& connection, int) {
    if (!read_http_request(connection)) return;
    ++requests;
    connection.write(http_response("200 OK", "", "first"));
    if (read_http_request(connection)) ++requests;
  });
  const auto transport = make_curl_transport();
  Request get = http_request(server.port(), "");
  get.method = "GET";
  CHECK(perform_one(*transport, get).phase == Phase::complete);
  CHECK(perform_one(*transport, get).phase == Phase::complete);
  CHECK(requests == 3);
}

TEST_CASE("an idle connection that the peer closed is replaced without harm") {
  LoopbackServer server(after_request([](Connection& connection) {
    connection.write(http_response("200 OK", "", "once"));
    connection.close();
  }));
  const auto transport = make_curl_transport();
  for (int i = 0; i < 3; ++i) {
    CHECK(perform_one(*transport, http_request(server.port())).status == 200);
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // lets the FIN arrive
  }
}

TEST_CASE("the answer's body is cut at its limit and the status stands") {
  LoopbackServer server(after_request([](Connection& connection) {
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 1'000; ++i) connection.write(chunk);
  }));
  const Response response = perform_one(http_request(server.port()));
  CHECK(response.phase == Phase::complete);
  CHECK(response.status == 200);
  CHECK(response.body.size() == limits::response_bytes);
}

TEST_CASE("redirects are not followed") {
  LoopbackServer target(answering(http_response("200 OK", "", "")));
  LoopbackServer server(answering(http_response(
      "307 Temporary Redirect", "Location: " + loopback_url("http", target.port()) + "\r\n", "")));
  CHECK(perform_one(http_request(server.port())).status == 307);
  CHECK(target.connections() == 0);
}

TEST_CASE("private addresses need permission, also behind a name and on a kept connection") {
  LoopbackServer server(answering(http_response("200 OK", "", "")));
  const auto transport = make_curl_transport();
  Request request = http_request(server.port());
  CHECK(perform_one(*transport, request).status == 200);
  request.allow_private = false;
  Request by_name = request;
  by_name.url = "http://localhost:" + std::to_string(server.port()) + "/send";
  for (const Request& forbidden : {request, by_name}) {
    const Response response = perform_one(*transport, forbidden);
    CHECK(response.phase == Phase::not_sent);
    CHECK(response.error.find("allow_private") != std::string::npos);
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("faulty requests are refused one by one, with the reason") {
  const uint16_t port = test::unused_port();
  std::vector<std::pair<Request, std::string>> cases;
  const auto add = [&](const std::string& expected, auto&& change) {
    Request request = http_request(port);
    change(request);
    cases.emplace_back(std::move(request), expected);
  };
  add("schemes", [](Request& r) { r.url = "ftp://example.org/"; });
  add("schemes", [](Request& r) { r.url = ""; });
  add("blank", [](Request& r) { r.url += "a b"; });
  add("control", [](Request& r) { r.url += "\r\nHost: x"; });
  add("method", [](Request& r) { r.method = "POST /x"; });
  add("method", [](Request& r) { r.method = ""; });
  add("header name", [](Request& r) { r.headers = {{"A: b", "c"}}; });
  add("line break", [](Request& r) { r.headers = {{"A", "b\r\nC: d"}}; });
  add("timeout", [](Request& r) { r.timeout_ms = 0; });
  std::vector<Request> requests;
  for (const auto& [request, expected] : cases) requests.push_back(request);
  std::map<size_t, Response> responses;
  make_curl_transport()->perform(requests, [&](size_t index, Response response) {
    responses.emplace(index, std::move(response));
  });
  REQUIRE(responses.size() == cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    CHECK(responses[i].phase == Phase::not_sent);
    CHECK(responses[i].error.find(cases[i].second) != std::string::npos);
  }
}

TEST_CASE("many requests run side by side, at most so many to one host") {
  std::atomic<int> now = 0, most = 0;
  LoopbackServer server([&](Connection& connection, int) {
    while (read_http_request(connection)) {
      const int running = ++now;
      int seen = most;
      while (running > seen && !most.compare_exchange_weak(seen, running)) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      --now;
      connection.write(http_response("200 OK", "", ""));
    }
  });
  const std::vector<Request> requests(40, http_request(server.port()));
  std::vector<int> answered(requests.size(), 0);
  make_curl_transport({.max_connections = 64, .max_per_host = 4})
      ->perform(requests, [&](size_t index, Response response) {
        CHECK(response.status == 200);
        ++answered[index];
      });
  CHECK(std::all_of(answered.begin(), answered.end(), [](int count) { return count == 1; }));
  CHECK(most > 1);
  CHECK(most <= 4);
  CHECK(server.connections() <= 4);
}

TEST_CASE("answers are handed over in order of completion") {
  LoopbackServer server([&](Connection& connection, int) {
    const auto request = read_http_request(connection);
    if (!request) return;
    if (request->body == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    connection.write(http_response("200 OK", "", ""));
  });
  const std::vector<Request> requests = {http_request(server.port(), "slow"),
                                         http_request(server.port(), "fast")};
  std::vector<size_t> order;
  make_curl_transport()->perform(requests, [&](size_t index, Response) { order.push_back(index); });
  CHECK(order == std::vector<size_t>{1, 0});
}

TEST_CASE("the transport survives a caller that throws from done") {
  LoopbackServer server(answering(http_response("200 OK", "", "")));
  const auto transport = make_curl_transport();
  const std::vector<Request> requests(10, http_request(server.port()));
  const auto throwing = [](size_t, Response) { throw std::runtime_error("enough"); };
  CHECK_THROWS_WITH(transport->perform(requests, throwing), "enough");
  CHECK(perform_one(*transport, http_request(server.port())).status == 200);
}

TEST_CASE("performing nothing returns at once") {
  int calls = 0;
  make_curl_transport()->perform({}, [&](size_t, Response) { ++calls; });
  CHECK(calls == 0);
}

} // namespace
} // namespace beckon::http
