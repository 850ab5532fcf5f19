// The outcome table.
#include <doctest/doctest.h>

#include <map>

#include "base/limits.h"
#include "provider/provider.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;

http::Response complete(int status, std::string body = {}, http::Headers headers = {}) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return response;
}

TEST_CASE("complete answers by status") {
  const std::map<int, Result> table = {
      {200, Result::accepted}, {201, Result::accepted}, {202, Result::accepted},
      {204, Result::accepted}, {299, Result::accepted}, {301, Result::rejected},
      {302, Result::rejected}, {307, Result::rejected}, {400, Result::rejected},
      {401, Result::rejected}, {403, Result::rejected}, {404, Result::rejected},
      {408, Result::retry},    {409, Result::retry},    {410, Result::rejected},
      {413, Result::rejected}, {422, Result::rejected}, {425, Result::retry},
      {429, Result::retry},    {499, Result::rejected}, {500, Result::retry},
      {501, Result::unknown},  {502, Result::unknown},  {503, Result::retry},
      {504, Result::unknown},  {520, Result::unknown},  {599, Result::unknown},
      {0, Result::unknown},    {100, Result::unknown},  {600, Result::unknown}};
  for (const auto& row : table) {
    const int status = row.first;
    const Result expected = row.second;
    CAPTURE(status);
    const Outcome outcome = classify_http(complete(status, "why"));
    CHECK(result_name(outcome.result) == result_name(expected));
    CHECK(outcome.reason.empty() == (expected == Result::accepted));
  }
}

TEST_CASE("broken exchanges by phase") {
  http::Response response;
  response.error = "connection refused";
  CHECK(classify_http(response).result == Result::retry);
  CHECK(classify_http(response).reason == "connection refused");
  response.phase = http::Phase::sent;
  response.error = "timed out";
  CHECK(classify_http(response).result == Result::unknown);
  response.status = 200;
  CHECK(classify_http(response).result == Result::accepted);
  CHECK(classify_http(response).provider_message_id.empty());
  response.status = 429;
  CHECK(classify_http(response).result == Result::unknown);
}

TEST_CASE("reasons are readable") {
  CHECK(classify_http(complete(400, "{\"e\":\n\"bad\"}")).reason == "HTTP 400: {\"e\": \"bad\"}");
  CHECK(classify_http(complete(404)).reason == "HTTP 404");
  CHECK(classify_http(complete(302)).reason.find("redirects are not followed") !=
        std::string::npos);
  CHECK(classify_http(complete(400, "a\xff")).reason == "HTTP 400: a\ufffd");
  const std::string reason = classify_http(complete(400, "x" + std::string(1'000, '\xc3'))).reason;
  CHECK(reason.size() < 1'600);
  std::string umlauts = "x";
  while (umlauts.size() < 2'000) umlauts += "ü";
  CHECK(classify_http(complete(400, umlauts)).reason == "HTTP 400: " + umlauts.substr(0, 499));
}

TEST_CASE("Retry-After in seconds") {
  const auto wait = [](const std::string& name, const std::string& value) {
    return retry_after_ms({{"Date", "x"}, {name, value}});
  };
  CHECK(wait("Retry-After", "7") == 7'000);
  CHECK(wait("retry-after", "0") == 0);
  CHECK(wait("RETRY-AFTER", "86400") == limits::retry_after_ms);
  CHECK(wait("Retry-After", "86401") == limits::retry_after_ms);
  CHECK(wait("Retry-After", "99999999999999999999999") == limits::retry_after_ms);
  CHECK_FALSE(wait("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT").has_value());
  CHECK_FALSE(wait("Retry-After", "-1").has_value());
  CHECK_FALSE(wait("Retry-After", "").has_value());
  CHECK_FALSE(wait("Retry-Afterx", "1").has_value());
  CHECK_FALSE(retry_after_ms({}).has_value());

  CHECK(classify_http(complete(429, "", {{"Retry-After", "3"}})).retry_after_ms == 3'000);
  CHECK(classify_http(complete(503, "", {{"Retry-After", "3"}})).retry_after_ms == 3'000);
  CHECK_FALSE(classify_http(complete(400, "", {{"Retry-After", "3"}})).retry_after_ms.has_value());
}

} // namespace
} // namespace beckon::provider
