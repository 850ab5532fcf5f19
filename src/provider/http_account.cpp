#include "provider/http_account.h"

#include "base/limits.h"
#include "base/time.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

constexpr int64_t kDefaultTimeoutMs = 30'000;

} // namespace

void check_http_account(ConfigReader* reader, std::string_view member) {
  const auto base = reader->text(member);
  reader->timeout("timeout");
  const bool private_network = reader->boolean("allow_private").value_or(false);
  if (!base) return;
  const bool secure = base->rfind("https://", 0) == 0, plain = base->rfind("http://", 0) == 0;
  const size_t host = base->find("://") + 3;
  if ((!secure && !plain) || host >= base->size() ||
      base->find_first_of("?#") != std::string::npos) {
    reader->report(member, "\"" + std::string(member) + "\" is an https address without query",
                   "write for example \"https://api.example.com\"");
  } else if (plain && !private_network) {
    reader->report(member, "credentials are not sent without encryption",
                   "use https, or set \"allow_private\" for a server of your own network");
  }
}

std::string config_text(const Account& account, std::string_view name, std::string_view otherwise) {
  const schema::Value* value = account.config.find(name);
  return value != nullptr && value->is_string() ? value->as_string() : std::string(otherwise);
}

http::Request http_request(const Account& account, std::string_view base, std::string_view path) {
  http::Request request;
  request.url = config_text(account, "base_url", base);
  while (!request.url.empty() && request.url.back() == '/') request.url.pop_back();
  request.url += path;
  set_reach(account, &request);
  return request;
}

void set_reach(const Account& account, http::Request* request) {
  const auto timeout = parse_duration(config_text(account, "timeout"));
  request->timeout_ms = timeout ? timeout->ms : kDefaultTimeoutMs;
  request->allow_private = schema::flag_member(account.config, "allow_private");
}

schema::Value json_body(const http::Response& response) {
  schema::ReadLimits limits;
  limits.bytes = limits::response_bytes;
  try {
    return schema::parse_json(response.body, limits);
  } catch (const Error&) {
    return {}; // a page for people, or cut short: the status decides alone
  }
}

void blame(Outcome* outcome, Outcome::Result result, Outcome::Fault fault) {
  outcome->result = result;
  outcome->fault = fault;
}

} // namespace beckon::provider
