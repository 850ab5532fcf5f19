// mixmax: e-mail through the mailbox of a Mixmax user (POST /v1/send/), for mail from one person to
// another: it leaves through the user's Gmail, within that account's daily limits.
// Configuration: {"api_token", "base_url", "timeout", "allow_private", "webhook_token"}.
// The API takes one HTML part and no headers: List-Unsubscribe is not carried, the link in the
// message is.
#include <algorithm>

#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

// Plain text as HTML that reads the same.
std::string html_of(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '\n': html += "<br>\n"; break;
      case '\r': break;
      default: html += c;
    }
  }
  return html;
}

class Mixmax : public Provider {
 public:
  std::string_view kind() const override { return "mixmax"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override { return {"api_token", "webhook_token"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.text("api_token", ConfigReader::Presence::required);
    reader.text("webhook_token");
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    // The API takes several addresses in one text, apart by commas.
    if (message.to.find(',') != std::string::npos) {
      throw Error(Code::invalid_request, "Mixmax would read the address as several");
    }
    if (message.attachments != nullptr && !message.attachments->empty()) {
      throw Error(Code::invalid_request, "Mixmax takes no attachments", "",
                  "send this template through another account");
    }
    http::Request request = http_request(account, "https://api.mixmax.com", "/v1/send/");
    request.headers = {{"X-API-Token", config_text(account, "api_token")},
                       {"Content-Type", "application/json"}};
    const schema::Value letter = schema::Value::object(
        {{"to", message.to},
         {"from", message.from},
         {"subject", message.subject},
         {"html", message.html.empty() ? html_of(message.text) : message.html}});
    request.body = schema::to_json(schema::Value::object({{"message", letter}}));
    return request;
  }

  // The token's owner's sequences: of what the API documents at present.
  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request =
        http_request(account, "https://api.mixmax.com", "/v1/sequences?limit=1");
    request.method = "GET";
    request.headers = {{"X-API-Token", config_text(account, "api_token")}};
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (outcome.result == Result::accepted && response.phase == http::Phase::complete) {
      const schema::Value body = json_body(response);
      for (const std::string_view name : {"id", "_id"}) { // which of them is not documented
        if (!outcome.provider_message_id.empty()) break;
        outcome.provider_message_id = readable(schema::text_member(body, name));
      }
    }
    return outcome;
  }
};

} // namespace

const Provider& mixmax_provider() {
  static const Mixmax provider;
  return provider;
}

} // namespace beckon::provider
