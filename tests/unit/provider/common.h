// What the providers' tests share.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "provider/headers.h"
#include "provider/provider.h"
#include "schema/json.h"

namespace beckon::provider {

inline const Provider& provider_of(std::string_view kind) {
  const Provider* provider = find_provider(kind);
  REQUIRE(provider != nullptr);
  return *provider;
}

inline Issues issues_of(std::string_view kind, const std::string& config) {
  Issues issues;
  provider_of(kind).check(schema::parse_json(config), &issues);
  return issues;
}

// "pointer: message" of the only issue.
inline std::string issue_of(std::string_view kind, const std::string& config) {
  const Issues issues = issues_of(kind, config);
  if (issues.size() != 1) return std::to_string(issues.size()) + " issues";
  return issues[0].pointer + ": " + issues[0].message;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline Account account_of(const std::string& kind, const std::string& config) {
  Account account;
  account.key = "main";
  account.kind = kind;
  account.channel = "email";
  account.config = schema::parse_json(config);
  return account;
}

inline Message email_message() {
  Message message;
  message.send_key = "00ff17";
  message.channel = "email";
  message.from = "hello@shop.example";
  message.to = "ada@example.org";
  message.subject = "Hi";
  message.mime = "Subject: Hi\r\n\r\nHello\r\n";
  return message;
}

inline http::Response answer(int status, const std::string& body, http::Headers headers = {}) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  response.headers = std::move(headers);
  response.body = body;
  return response;
}

inline std::string header(const http::Request& request, std::string_view name) {
  const std::string* value = find_header(request.headers, name);
  return value == nullptr ? "" : *value;
}

struct AnswerMeaning {
  int status;
  const char* body;
  Outcome::Result result;
  Outcome::Fault fault;
};

inline void check_readings(std::string_view kind, const std::vector<AnswerMeaning>& readings) {
  for (const AnswerMeaning& row : readings) {
    CAPTURE(row.status);
    CAPTURE(row.body);
    const Outcome outcome = provider_of(kind).read(answer(row.status, row.body));
    CHECK(outcome.result == row.result);
    CHECK(outcome.fault == row.fault);
    CHECK(outcome.reason.empty() == (row.result == Outcome::Result::accepted));
  }
}

} // namespace beckon::provider
