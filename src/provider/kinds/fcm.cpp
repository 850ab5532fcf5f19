// fcm: push messages through Firebase Cloud Messaging, HTTP v1
// (POST /v1/projects/{project}/messages:send).
// Configuration: {"service_account": the key file as Google made it, an object; "android_channel",
// "android_priority": "high"|"normal", "ttl", "base_url", "timeout", "allow_private"}.
// A device shows one message of a send key: a repetition takes the place of the first.
#include <algorithm>

#include "base/limits.h"
#include "base/public_key.h"
#include "provider/http_account.h"
#include "provider/jwt.h"
#include "provider/push_payload.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "provider/url_encode.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr std::string_view kTokenUrl = "https://oauth2.googleapis.com/token";
constexpr std::string_view kScope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::string_view kGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr int64_t kAssertionSeconds = 3'600;
constexpr int64_t kShortestToken = 60, kLongestToken = 86'400; // seconds that are believed
constexpr int64_t kRenewAhead = 300, kExpireAhead = 30;        // seconds

const schema::Value& service_account(const Account& account) {
  static const schema::Value kNone = schema::Value::object();
  const schema::Value* value = account.config.find("service_account");
  return value != nullptr && value->is_object() ? *value : kNone;
}

std::string token_url(const Account& account) {
  const std::string url = schema::text_member(service_account(account), "token_uri");
  return url.empty() ? std::string(kTokenUrl) : url;
}

schema::Value message_of(const Account& account, const Message& message) {
  schema::Value notification = schema::Value::object();
  if (!message.subject.empty()) notification.set("title", message.subject);
  notification.set("body", message.text);
  const schema::Value data = schema::Value::object({{"beckon_send", message.send_key}});
  check_payload(schema::to_json(notification).size() + schema::to_json(data).size(),
                limits::push_payload_bytes, "FCM");
  schema::Value shown = schema::Value::object({{"tag", message.send_key}});
  const std::string channel = config_text(account, "android_channel");
  if (!channel.empty()) shown.set("channel_id", channel);
  schema::Value android =
      schema::Value::object({{"ttl", std::to_string(ttl_seconds(account)) + "s"}});
  const std::string priority = config_text(account, "android_priority");
  if (!priority.empty()) android.set("priority", priority == "high" ? "HIGH" : "NORMAL");
  android.set("notification", std::move(shown));
  const schema::Value apns = schema::Value::object(
      {{"headers", schema::Value::object({{"apns-collapse-id", message.send_key.substr(0, 64)}})}});
  return schema::Value::object({{"token", message.to},
                                {"notification", std::move(notification)},
                                {"data", data},
                                {"android", std::move(android)},
                                {"apns", apns}});
}

// The code of the service itself, which stands among the details; else the status of the API.
std::string error_code(const schema::Value& error) {
  const schema::Value* details = error.find("details");
  if (details != nullptr && details->is_array()) {
    for (const schema::Value& detail : details->as_array()) {
      const std::string code = schema::text_member(detail, "errorCode");
      if (!code.empty()) return code;
    }
  }
  return schema::text_member(error, "status");
}

bool names_token(const schema::Value& error) {
  const std::string text = schema::text_member(error, "message");
  return text.find("registration token is not a valid") != std::string::npos;
}

void refine(const schema::Value& error, Outcome* outcome) {
  const std::string code = error_code(error);
  if (code == "UNREGISTERED" || (code == "INVALID_ARGUMENT" && names_token(error))) {
    blame(outcome, Result::rejected, Fault::recipient);
    outcome->gone_since = kMillisMax;
  } else if (code == "SENDER_ID_MISMATCH") {
    // Of another project, or the account's key is: then each device says so. None is taken off.
    blame(outcome, Result::rejected, Fault::recipient);
  } else if (code == "THIRD_PARTY_AUTH_ERROR" || code == "UNAUTHENTICATED" ||
             code == "PERMISSION_DENIED") {
    blame(outcome, Result::rejected, Fault::account);
  } else if (code == "QUOTA_EXCEEDED") {
    constexpr int64_t kPauseMs = 60'000; // which the service asks for when it names none
    blame(outcome, Result::retry, Fault::throttle);
    if (!outcome->retry_after_ms) outcome->retry_after_ms = kPauseMs;
  }
}

class Fcm : public Provider {
 public:
  std::string_view kind() const override { return "fcm"; }
  std::vector<std::string> channels() const override { return {"push"}; }
  std::vector<std::string> secrets() const override { return {"service_account"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    const schema::Value* key = reader.object("service_account");
    const bool plain = config.is_object() && schema::flag_member(config, "allow_private");
    if (key != nullptr) check_key(&reader, *key, plain);
    else if (config.find("service_account") == nullptr && config.is_object()) {
      reader.report("service_account", "\"service_account\" is missing",
                    "give the JSON that Google made for the service account");
    }
    reader.text("android_channel");
    reader.choice("android_priority", {"high", "normal"});
    check_ttl(&reader);
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }
  // What is neither a browser's subscription nor a device token of Apple's.
  bool serves(std::string_view address) const override {
    return !address.empty() && address.front() != '{' &&
           address.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos;
  }

  http::Request build(const Account& account, const Message& message) const override {
    http::Request request = messages_request(account, message.credential);
    request.body =
        schema::to_json(schema::Value::object({{"message", message_of(account, message)}}));
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    const schema::Value body = json_body(response);
    if (outcome.result == Result::accepted) {
      outcome.provider_message_id = readable(schema::text_member(body, "name"));
      return outcome;
    }
    const schema::Value* error = body.find("error");
    if (error != nullptr && error->is_object()) refine(*error, &outcome);
    return outcome;
  }

  // The service looks at a message that is only to be validated, and sends it to nobody.
  std::optional<http::Request> question(const Account& account, const std::string& credential,
                                        Millis) const override {
    http::Request request = messages_request(account, credential);
    request.body = schema::to_json(schema::Value::object(
        {{"validate_only", true},
         {"message",
          schema::Value::object({{"topic", "beckon-check"},
                                 {"data", schema::Value::object({{"beckon", "check"}})}})}}));
    return request;
  }

  bool has_credentials() const override { return true; }

  // RFC 7523: an assertion that the service account signs, for an access token.
  CredentialCall credential(const Account& account, std::string_view, Millis at) const override {
    const schema::Value& key = service_account(account);
    const std::string url = token_url(account);
    const auto assertion =
        jwt_rs256(schema::Value::object({{"alg", "RS256"}, {"typ", "JWT"}}),
                  schema::Value::object({{"iss", schema::text_member(key, "client_email")},
                                         {"scope", kScope},
                                         {"aud", url},
                                         {"iat", at / 1'000},
                                         {"exp", at / 1'000 + kAssertionSeconds}}),
                  schema::text_member(key, "private_key"));
    if (!assertion)
      throw Error(Code::invalid_definition, "the service account's key signs nothing");
    CredentialCall call;
    call.request = http_request(account, "", "");
    call.request.url = url;
    call.request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    call.request.body = "grant_type=" + url_encode(kGrant) + "&assertion=" + url_encode(*assertion);
    return call;
  }

  CredentialAnswer read_credential(const http::Response& response, Millis at) const override {
    CredentialAnswer answer;
    answer.refusal = classify_http(response);
    const schema::Value body = json_body(response);
    const std::string token = schema::text_member(body, "access_token");
    if (answer.refusal.result == Result::accepted && !token.empty()) {
      const int64_t seconds =
          std::clamp(schema::integer_member(body, "expires_in"), kShortestToken, kLongestToken);
      answer.credential = Credential{"Bearer " + token, at + (seconds - kRenewAhead) * 1'000,
                                     at + (seconds - kExpireAhead) * 1'000};
      return answer;
    }
    // Whatever came of this request, no message has left.
    const bool refused = answer.refusal.result == Result::rejected;
    blame(&answer.refusal, refused ? Result::rejected : Result::retry,
          refused ? Fault::account : Fault::transient);
    answer.refusal.reason = readable("no access token: " + answer.refusal.reason);
    return answer;
  }

  bool refuses_credential(const http::Response& response) const override {
    if (response.phase != http::Phase::complete || response.status != 401) return false;
    const schema::Value body = json_body(response);
    const schema::Value* error = body.find("error");
    return error == nullptr || error_code(*error) == "UNAUTHENTICATED";
  }

 private:
  static http::Request messages_request(const Account& account, const std::string& credential) {
    const std::string project = schema::text_member(service_account(account), "project_id");
    http::Request request = http_request(account, "https://fcm.googleapis.com",
                                         "/v1/projects/" + url_encode(project) + "/messages:send");
    request.headers = {{"Authorization", credential}, {"Content-Type", "application/json"}};
    return request;
  }

  static void check_key(ConfigReader* reader, const schema::Value& key, bool plain) {
    for (const std::string_view name : {"project_id", "client_email", "private_key"}) {
      if (!schema::text_member(key, name).empty()) continue;
      reader->report("service_account", "\"service_account\" has no \"" + std::string(name) + "\"",
                     "give the JSON that Google made for the service account");
    }
    const std::string pem = schema::text_member(key, "private_key");
    if (!pem.empty() && !sign_rs256(pem, "")) {
      reader->report("service_account", "the service account's private_key is no RSA key in PEM");
    }
    const std::string url = schema::text_member(key, "token_uri");
    if (!url.empty() && url.rfind("https://", 0) != 0 && !plain) {
      reader->report("service_account", "the service account's token_uri is no https address");
    }
  }
};

} // namespace

const Provider& fcm_provider() {
  static const Fcm provider;
  return provider;
}

} // namespace beckon::provider
