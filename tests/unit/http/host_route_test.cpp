#include "http/host_route.h"

#include <doctest/doctest.h>

#include <string>

#include "support/scripted_transport.h"

namespace beckon::http {
namespace {

Request request_to(const std::string& url, const std::string& body) {
  Request request;
  request.url = url;
  request.body = body;
  return request;
}

// Bodies of the answers by place, apart by commas.
std::string answers_of(Transport& transport, const std::vector<Request>& requests) {
  std::vector<std::string> answers(requests.size(), "missing");
  transport.perform(requests, [&](size_t index, Response response) {
    REQUIRE(answers[index] == "missing");
    answers[index] = response.body + response.error;
  });
  std::string all;
  for (const std::string& answer : answers) all += answer + ",";
  return all;
}

Response echo(const std::string& text) {
  Response response = test::complete(200);
  response.body = text;
  return response;
}

TEST_CASE("requests to the host reach its function, all others the transport, each in its place") {
  const auto others = std::make_shared<test::ScriptedTransport>(
      [](const Request& request) { return echo("out " + request.body); });
  const auto route =
      make_host_route(others, [](const std::string& body) { return echo("host " + body); });
  CHECK(answers_of(*route, {request_to("host:a", "1"), request_to("https://x.example", "2"),
                            request_to("smtp://y.example", "3"), request_to("host:b", "4"),
                            request_to("https://host:80", "5")}) ==
        "host 1,out 2,out 3,host 4,out 5,");
  CHECK(others->requests().size() == 3);
  CHECK(answers_of(*route, {request_to("host:a", "1")}) == "host 1,");
  CHECK(answers_of(*route, {request_to("https://x.example", "2")}) == "out 2,");
  CHECK(answers_of(*route, {}) == "");
}

TEST_CASE("without a function nothing is sent to the host") {
  const auto route = make_host_route(std::make_shared<test::ScriptedTransport>(), nullptr);
  const std::vector<Request> requests = {request_to("host:a", "1")};
  size_t answered = 0;
  route->perform(requests, [&](size_t, const Response& response) {
    ++answered;
    CHECK(response.phase == Phase::not_sent);
    CHECK(response.error == "no sender was given when the workspace was opened");
  });
  CHECK(answered == 1);
}

} // namespace
} // namespace beckon::http
