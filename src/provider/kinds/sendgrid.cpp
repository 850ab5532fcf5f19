// sendgrid: e-mail through Twilio SendGrid, API version 3 (POST /v3/mail/send).
// Configuration: {"api_key", "on_behalf_of", "ip_pool", "webhook_key": of its webhook,
// "base_url", "timeout", "allow_private"}.
// SendGrid's own link and open tracking is switched off: links are wrapped before.
#include <algorithm>

#include "base/crypto.h"
#include "message/email.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

schema::Value mailbox(const std::string& written) {
  schema::Value value = schema::Value::object({{"email", message::bare_address(written)}});
  const std::string name = message::display_name(written);
  if (!name.empty()) value.set("name", name);
  return value;
}

schema::Value switched_off() { return schema::Value::object({{"enable", false}}); }

schema::Value content_of(const Message& message) {
  schema::Value content = schema::Value::array();
  const auto part = [&](std::string_view type, const std::string& value) {
    if (value.empty()) return;
    content.push_back(schema::Value::object({{"type", type}, {"value", value}}));
  };
  part("text/plain", message.text); // the plain text stands first
  part("text/html", message.html);
  return content;
}

schema::Value attachments_of(const Message& message) {
  schema::Value files = schema::Value::array();
  for (const message::Attachment& file : *message.attachments) {
    schema::Value row = schema::Value::object(
        {{"content", to_base64(file.bytes)}, {"type", file.content_type}, {"filename", file.name}});
    row.set("disposition", file.content_id.empty() ? "attachment" : "inline");
    if (!file.content_id.empty()) row.set("content_id", file.content_id);
    files.push_back(std::move(row));
  }
  return files;
}

schema::Value body_of(const Account& account, const Message& message) {
  const schema::Value to = schema::Value::object({{"email", message.to}});
  const schema::Value one = schema::Value::object(
      {{"to", schema::Value::array({to})},
       {"custom_args", schema::Value::object({{"beckon_send", message.send_key}})}});
  schema::Value body = schema::Value::object({{"personalizations", schema::Value::array({one})},
                                              {"from", mailbox(message.sender)},
                                              {"subject", message.subject},
                                              {"content", content_of(message)}});
  if (!message.reply_to.empty()) body.set("reply_to", mailbox(message.reply_to));
  if (message.attachments != nullptr) body.set("attachments", attachments_of(message));
  schema::Value headers = schema::Value::object();
  for (const auto& [name, value] : message.headers) headers.set(name, value);
  if (headers.size() > 0) body.set("headers", headers);
  body.set("tracking_settings", schema::Value::object({{"click_tracking", switched_off()},
                                                       {"open_tracking", switched_off()},
                                                       {"subscription_tracking", switched_off()}}));
  const std::string pool = config_text(account, "ip_pool");
  if (!pool.empty()) body.set("ip_pool_name", pool);
  return body;
}

http::Headers headers_for(const Account& account) {
  http::Headers headers = {{"Authorization", "Bearer " + config_text(account, "api_key")},
                           {"Content-Type", "application/json"}};
  const std::string user = config_text(account, "on_behalf_of");
  if (!user.empty()) headers.emplace_back("on-behalf-of", user);
  return headers;
}

// Whether the complaint is about the recipient: "personalizations.0.to.0.email".
bool names_recipient(const schema::Value& error) {
  const std::string field = schema::text_member(error, "field");
  return field.rfind("personalizations.", 0) == 0 && field.find(".to") != std::string::npos;
}

class SendGrid : public Provider {
 public:
  std::string_view kind() const override { return "sendgrid"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override { return {"api_key"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.text("api_key", ConfigReader::Presence::required);
    reader.text("on_behalf_of");
    const auto pool = reader.text("ip_pool");
    if (pool && (pool->size() < 2 || pool->size() > 64)) {
      reader.report("ip_pool", "\"ip_pool\" has 2 to 64 characters");
    }
    const auto key = reader.text("webhook_key");
    if (key && !from_base64(*key)) {
      reader.report("webhook_key", "\"webhook_key\" is the public key of the signed event webhook",
                    "copy it as SendGrid shows it, base64");
    }
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    http::Request request = http_request(account, "https://api.sendgrid.com", "/v3/mail/send");
    request.headers = headers_for(account);
    request.body = schema::to_json(body_of(account, message));
    return request;
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request = http_request(account, "https://api.sendgrid.com", "/v3/scopes");
    request.method = "GET";
    request.headers = headers_for(account);
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    if (outcome.result == Result::accepted) {
      const std::string* id = find_header(response.headers, "X-Message-Id");
      if (id != nullptr) outcome.provider_message_id = readable(*id);
      return outcome;
    }
    const schema::Value body = json_body(response);
    const schema::Value* errors = body.find("errors");
    if (errors == nullptr || !errors->is_array()) return outcome;
    for (const schema::Value& error : errors->as_array()) {
      if (response.status == 400 && names_recipient(error)) {
        blame(&outcome, Result::rejected, Fault::recipient);
      }
      const bool sender = schema::text_member(error, "message").find("verified Sender Identity") !=
                          std::string::npos;
      if (response.status == 403 && sender) blame(&outcome, Result::rejected, Fault::request);
    }
    return outcome;
  }
};

} // namespace

const Provider& sendgrid_provider() {
  static const SendGrid provider;
  return provider;
}

} // namespace beckon::provider
