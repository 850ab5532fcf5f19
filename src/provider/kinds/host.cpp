// host: messages of any channel go to a function of the program that Beckon is part of, which was
// given when the workspace was opened. It gets the message as JSON, {"account", "channel",
// "send_key", "from", "to", "subject"?, "text", "html"?, "reply_to"?, "headers"?, "mime"?}, and
// answers what became of it: {"result": "accepted"|"rejected"|"retry"|"unknown", "id"?, "reason"?,
// "fault"?: "recipient"|"account"|"throttle", "gone"?, "retry_after_ms"?}.
// Configuration: nothing of its own.
#include <algorithm>

#include "base/limits.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

void set_text(schema::Value* document, std::string_view name, const std::string& text) {
  if (!text.empty()) document->set(name, text);
}

// Nothing is known of a message whose answer cannot be read: it may have gone out.
Outcome unreadable(const std::string& what) {
  Outcome outcome;
  outcome.fault = Fault::transient;
  outcome.reason = readable("the host's answer " + what);
  return outcome;
}

std::optional<Result> result_of(const std::string& name) {
  for (const Result result : {Result::accepted, Result::rejected, Result::retry, Result::unknown}) {
    if (name == result_name(result)) return result;
  }
  return std::nullopt;
}

Fault fault_of(const std::string& name, Result result) {
  if (result == Result::accepted) return Fault::none;
  if (name == "recipient") return Fault::recipient;
  if (name == "account") return Fault::account;
  if (name == "throttle") return Fault::throttle;
  return result == Result::rejected ? Fault::request : Fault::transient;
}

class Host : public Provider {
 public:
  std::string_view kind() const override { return "host"; }
  std::vector<std::string> channels() const override { return {"email", "sms", "push", "webhook"}; }
  std::vector<std::string> secrets() const override { return {}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.finish();
  }

  // The host is given the send key, but nobody promises that it looks at it.
  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    schema::Value document = schema::Value::object({{"account", account.key},
                                                    {"channel", message.channel},
                                                    {"send_key", message.send_key},
                                                    {"from", message.from},
                                                    {"to", message.to}});
    set_text(&document, "subject", message.subject);
    document.set("text", message.text);
    set_text(&document, "html", message.html);
    set_text(&document, "reply_to", message.reply_to);
    schema::Value headers = schema::Value::object();
    for (const auto& [name, value] : message.headers) headers.set(name, value);
    if (headers.size() > 0) document.set("headers", std::move(headers));
    set_text(&document, "mime", message.mime);
    http::Request request;
    request.url = "host:" + account.key;
    request.body = schema::to_json(document);
    return request;
  }

  Outcome read(const http::Response& response) const override {
    if (response.phase == http::Phase::not_sent) {
      Outcome outcome;
      outcome.result = Result::retry;
      outcome.fault = Fault::account; // nobody listens
      outcome.reason = readable(response.error);
      return outcome;
    }
    if (response.phase == http::Phase::sent) {
      return unreadable("is missing: " + response.error);
    }
    const schema::Value body = json_body(response);
    if (!body.is_object()) return unreadable("is no JSON object");
    const std::string name = schema::text_member(body, "result");
    const auto result = result_of(name);
    if (!result) return unreadable("has no \"result\" that is known: \"" + name + "\"");
    Outcome outcome;
    outcome.result = *result;
    outcome.fault = fault_of(schema::text_member(body, "fault"), *result);
    outcome.provider_message_id = readable(schema::text_member(body, "id"));
    outcome.reason = readable(schema::text_member(body, "reason"));
    if (schema::flag_member(body, "gone")) outcome.gone_since = kMillisMax;
    const schema::Value* after = body.find("retry_after_ms");
    if (*result == Result::retry && after != nullptr && after->is_integer()) {
      outcome.retry_after_ms = std::clamp<int64_t>(after->as_integer(), 0, limits::retry_after_ms);
    }
    return outcome;
  }
};

} // namespace

const Provider& host_provider() {
  static const Host provider;
  return provider;
}

} // namespace beckon::provider
