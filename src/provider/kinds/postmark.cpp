// postmark: e-mail through Postmark (POST /email, or /email/batch with up to 500 whole messages).
// Configuration: {"server_token", "message_stream", "batch": the most messages of a request,
// "webhook_user" and "webhook_password": what its webhook shows, "base_url", "timeout",
// "allow_private"}.
// Postmark's own link and open tracking is switched off: links are wrapped before.
#include <algorithm>

#include "base/crypto.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

schema::Value headers_of(const Message& message) {
  schema::Value headers = schema::Value::array();
  for (const auto& [name, value] : message.headers) {
    headers.push_back(schema::Value::object({{"Name", name}, {"Value", value}}));
  }
  return headers;
}

schema::Value attachments_of(const Message& message) {
  schema::Value files = schema::Value::array();
  for (const message::Attachment& file : *message.attachments) {
    schema::Value row = schema::Value::object({{"Name", file.name},
                                               {"Content", to_base64(file.bytes)},
                                               {"ContentType", file.content_type}});
    if (!file.content_id.empty()) row.set("ContentID", "cid:" + file.content_id);
    files.push_back(std::move(row));
  }
  return files;
}

// By Postmark's own code, which says more than the status.
void refine(int64_t code, const std::string& text, Outcome* outcome) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
  switch (code) {
    case 0: return;
    case 10: return blame(outcome, Result::rejected, Fault::account);  // the token
    case 100: return blame(outcome, Result::retry, Fault::transient);  // maintenance
    case 405:                                                          // out of credits
    case 412:                                                          // pending approval
    case 413: return blame(outcome, Result::rejected, Fault::account); // may not send
    case 406: return blame(outcome, Result::rejected, Fault::recipient);
    case 429: return blame(outcome, Result::retry, Fault::throttle);
    case 300:
      return blame(
          outcome, Result::rejected,
          has("Error parsing 'To'") || has("Invalid 'To'") ? Fault::recipient : Fault::request);
    default:
      // 409 is "JSON required" here, no conflict that passes.
      if (outcome->result != Result::accepted) blame(outcome, Result::rejected, Fault::request);
  }
}

schema::Value message_of(const Account& account, const Message& message) {
  schema::Value body = schema::Value::object(
      {{"From", message.sender}, {"To", message.to}, {"Subject", message.subject}});
  if (!message.html.empty()) body.set("HtmlBody", message.html);
  if (!message.text.empty()) body.set("TextBody", message.text);
  if (!message.reply_to.empty()) body.set("ReplyTo", message.reply_to);
  if (!message.headers.empty()) body.set("Headers", headers_of(message));
  if (message.attachments != nullptr) body.set("Attachments", attachments_of(message));
  body.set("TrackOpens", false);
  body.set("TrackLinks", "None");
  body.set("Metadata", schema::Value::object({{"beckon_send", message.send_key}}));
  body.set("MessageStream", config_text(account, "message_stream", "outbound"));
  return body;
}

http::Request request_of(const Account& account, std::string_view path, const schema::Value& body) {
  http::Request request = http_request(account, "https://api.postmarkapp.com", path);
  request.headers = {{"Accept", "application/json"},
                     {"Content-Type", "application/json"},
                     {"X-Postmark-Server-Token", config_text(account, "server_token")}};
  request.body = schema::to_json(body);
  return request;
}

// What is said about one message, into the outcome that the request as a whole has.
void read_answer(const schema::Value& answer, int status, Outcome* outcome) {
  const schema::Value* code = answer.find("ErrorCode");
  if (code == nullptr || !code->is_integer()) return;
  const bool server_trouble = status >= 500;
  if (outcome->result == Result::accepted && code->as_integer() == 0) {
    outcome->provider_message_id = readable(schema::text_member(answer, "MessageID"));
    return;
  }
  if (server_trouble && code->as_integer() == 0) return;
  const std::string text = schema::text_member(answer, "Message");
  if (outcome->result == Result::accepted) {
    blame(outcome, Result::rejected, Fault::request); // a 200 that carries an error
    outcome->reason = readable("Postmark " + std::to_string(code->as_integer()) + ": " + text);
  }
  refine(code->as_integer(), text, outcome);
}

class PostmarkBatching : public Batching {
 public:
  size_t limit(const Account& account) const override {
    const schema::Value* batch = account.config.find("batch");
    return batch != nullptr && batch->is_integer() ? static_cast<size_t>(batch->as_integer())
                                                   : kMessageLimit;
  }

  // Each message is there as a whole: any go together.
  std::string key(const Message&) const override { return "all"; }

  http::Request build(const Account& account, std::span<const Message> messages) const override {
    schema::Array all;
    for (const Message& message : messages) all.push_back(message_of(account, message));
    return request_of(account, "/email/batch", schema::Value(std::move(all)));
  }

  // An answer for each message in their order; one that is missing tells nothing.
  std::vector<Outcome> read(const http::Response& response, size_t messages) const override {
    Outcome outcome = classify_http(response);
    std::vector<Outcome> outcomes(messages, outcome);
    if (response.phase != http::Phase::complete) return outcomes;
    const schema::Value body = json_body(response);
    for (size_t i = 0; i < messages; ++i) {
      if (!body.is_array()) {
        read_answer(body, response.status, &outcomes[i]);
      } else if (i < body.size()) {
        read_answer(body.as_array()[i], response.status, &outcomes[i]);
      } else if (outcome.result == Result::accepted) {
        blame(&outcomes[i], Result::unknown, Fault::transient);
        outcomes[i].reason = "Postmark's answer has no line for this message";
      }
    }
    return outcomes;
  }

  static constexpr size_t kMessageLimit = 500;
};

class Postmark : public Provider {
 public:
  std::string_view kind() const override { return "postmark"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override { return {"server_token", "webhook_password"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.text("server_token", ConfigReader::Presence::required);
    reader.text("message_stream");
    reader.integer("batch", 1, PostmarkBatching::kMessageLimit);
    const auto user = reader.text("webhook_user"), password = reader.text("webhook_password");
    if (user.has_value() != password.has_value()) {
      reader.report(user ? "webhook_password" : "webhook_user",
                    "\"webhook_user\" and \"webhook_password\" go together");
    }
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    return request_of(account, "/email", message_of(account, message));
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request = http_request(account, "https://api.postmarkapp.com", "/server");
    request.method = "GET";
    request.headers = {{"Accept", "application/json"},
                       {"X-Postmark-Server-Token", config_text(account, "server_token")}};
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    read_answer(json_body(response), response.status, &outcome);
    return outcome;
  }

  const Batching* batching() const override {
    static const PostmarkBatching batching;
    return &batching;
  }
};

} // namespace

const Provider& postmark_provider() {
  static const Postmark provider;
  return provider;
}

} // namespace beckon::provider
