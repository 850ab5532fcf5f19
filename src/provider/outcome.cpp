// What an answer means for the message: the table that all HTTP providers share, and what a
// provider has when it says nothing else.
#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "provider/headers.h"
#include "provider/provider.h"
#include "provider/reason.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

// Of a complete answer. 502, 504 and the codes that nobody has defined may come from a gateway
// while the provider behind it has taken the message.
Result result_of_status(int status) {
  if (status >= 200 && status < 300) return Result::accepted;
  if (status == 408 || status == 409 || status == 425 || status == 429) return Result::retry;
  if (status == 500 || status == 503) return Result::retry;
  if (status >= 300 && status < 500) return Result::rejected;
  return Result::unknown;
}

// Of a status that is no acceptance.
Fault fault_of_status(int status) {
  if (status == 401 || status == 402 || status == 403) return Fault::account;
  if (status == 429) return Fault::throttle;
  if (status == 408 || status == 425 || status >= 500) return Fault::transient;
  return Fault::request;
}

std::string reason_of(const http::Response& response) {
  std::string reason = "HTTP " + std::to_string(response.status);
  if (response.status >= 300 && response.status < 400) {
    return reason + ": redirects are not followed; check base_url";
  }
  const std::string text = readable(response.body);
  return text.empty() ? reason : reason + ": " + text;
}

} // namespace

std::string_view result_name(Outcome::Result result) {
  switch (result) {
    case Result::accepted: return "accepted";
    case Result::rejected: return "rejected";
    case Result::retry: return "retry";
    case Result::unknown: return "unknown";
  }
  return "unknown";
}

Outcome classify_http(const http::Response& response) {
  Outcome outcome;
  switch (response.phase) {
    case http::Phase::not_sent:
      outcome.result = Result::retry;
      outcome.fault = Fault::transient;
      outcome.reason = readable(response.error);
      return outcome;
    case http::Phase::sent: {
      // A 2xx whose body broke off was still a 2xx: accepted, only without an id.
      const bool accepted = response.status >= 200 && response.status < 300;
      outcome.result = accepted ? Result::accepted : Result::unknown;
      if (!accepted) outcome.fault = Fault::transient;
      outcome.reason = readable(response.error);
      return outcome;
    }
    case http::Phase::complete: break;
  }
  outcome.result = result_of_status(response.status);
  if (outcome.result != Result::accepted) {
    outcome.reason = reason_of(response);
    outcome.fault = fault_of_status(response.status);
  }
  if (outcome.result == Result::retry) outcome.retry_after_ms = retry_after_ms(response.headers);
  return outcome;
}

std::optional<int64_t> retry_after_ms(const http::Headers& headers) {
  const std::string* value = find_header(headers, "Retry-After");
  const bool digits =
      value != nullptr && !value->empty() &&
      std::all_of(value->begin(), value->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  int64_t seconds = 0;
  const auto result = std::from_chars(value->data(), value->data() + value->size(), seconds);
  const bool beyond = result.ec != std::errc() || seconds > limits::retry_after_ms / 1'000;
  return beyond ? limits::retry_after_ms : seconds * 1'000;
}

bool Provider::serves(std::string_view) const { return true; }
bool Provider::has_credentials() const { return false; }
std::string Provider::credential_scope(std::string_view) const { return {}; }
CredentialCall Provider::credential(const Account&, std::string_view, Millis) const { return {}; }
CredentialAnswer Provider::read_credential(const http::Response&, Millis) const { return {}; }
bool Provider::refuses_credential(const http::Response&) const { return false; }
std::optional<http::Request> Provider::question(const Account&, const std::string&, Millis) const {
  return std::nullopt;
}
Outcome Provider::read_question(const http::Response& response) const { return read(response); }

} // namespace beckon::provider
