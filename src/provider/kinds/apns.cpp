// apns: push messages to Apple devices (POST /3/device/{token}, HTTP/2).
// Configuration: {"team_id", "key_id", "private_key": the .p8 file's text, "topic": the app's
// bundle id, "sandbox": true for builds from Xcode, "sound", "ttl", "base_url", "timeout",
// "allow_private"}.
// A device shows one message of a send key: a repetition takes the place of the first.
#include <algorithm>

#include "base/limits.h"
#include "base/public_key.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/jwt.h"
#include "provider/push_payload.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

// Apple asks for a new token every 20 to 60 minutes, no sooner and no later.
constexpr Millis kRenewMs = 40 * 60'000, kExpireMs = 55 * 60'000;
constexpr size_t kIdChars = 10; // of a team and of a key
constexpr size_t kLeastToken = 64, kMostToken = 200;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_apple_id(std::string_view text) {
  return text.size() == kIdChars && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

// The send key as a UUID; "" when it has not the 32 digits of one.
std::string uuid_of(const std::string& send_key) {
  if (send_key.size() != 32 || !is_hex(send_key)) return {};
  return send_key.substr(0, 8) + "-" + send_key.substr(8, 4) + "-" + send_key.substr(12, 4) + "-" +
         send_key.substr(16, 4) + "-" + send_key.substr(20);
}

std::string payload_of(const Account& account, const Message& message) {
  schema::Value alert = schema::Value::object();
  if (!message.subject.empty()) alert.set("title", message.subject);
  alert.set("body", message.text);
  const schema::Value aps = schema::Value::object(
      {{"alert", std::move(alert)}, {"sound", config_text(account, "sound", "default")}});
  return schema::to_json(schema::Value::object({{"aps", aps}, {"beckon_send", message.send_key}}));
}

struct Meaning {
  std::string_view reason;
  Result result;
  Fault fault;
};

// Reasons whose status alone would be read otherwise. A token of the other environment or of
// another app is refused too, for each device, when the account is set up wrongly: so none of the
// first two says that a device is gone.
constexpr Meaning kMeanings[] = {
    {"BadDeviceToken", Result::rejected, Fault::recipient},
    {"DeviceTokenNotForTopic", Result::rejected, Fault::recipient},
    {"IdleTimeout", Result::retry, Fault::transient},
    {"TopicDisallowed", Result::rejected, Fault::account},
    {"BadTopic", Result::rejected, Fault::account},
    {"MissingTopic", Result::rejected, Fault::account},
    {"Unregistered", Result::rejected, Fault::recipient},
    {"ExpiredToken", Result::rejected, Fault::recipient},
    // Too many messages for this device, not of this account.
    {"TooManyRequests", Result::retry, Fault::recipient},
    {"TooManyProviderTokenUpdates", Result::retry, Fault::account},
};

class Apns : public Provider {
 public:
  std::string_view kind() const override { return "apns"; }
  std::vector<std::string> channels() const override { return {"push"}; }
  std::vector<std::string> secrets() const override { return {"private_key"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    check_apple_id(&reader, "team_id");
    check_apple_id(&reader, "key_id");
    const auto key = reader.pem("private_key");
    if (key && !sign_es256(*key, "")) {
      reader.report("private_key", "\"private_key\" is no key of curve P-256 in PEM",
                    "give the text of the .p8 file as Apple made it");
    }
    reader.text("topic", ConfigReader::Presence::required);
    reader.boolean("sandbox");
    reader.text("sound");
    check_ttl(&reader);
    check_http_account(&reader);
    reader.finish();
  }

  // A repetition replaces the first message but may be heard again.
  bool idempotent() const override { return false; }
  bool serves(std::string_view address) const override {
    return address.size() >= kLeastToken && address.size() <= kMostToken && is_hex(address);
  }

  http::Request build(const Account& account, const Message& message) const override {
    const bool test = schema::flag_member(account.config, "sandbox");
    http::Request request = http_request(
        account, test ? "https://api.sandbox.push.apple.com" : "https://api.push.apple.com",
        "/3/device/" + message.to);
    request.body = payload_of(account, message);
    check_payload(request.body.size(), limits::push_payload_bytes, "APNs");
    const int64_t expiration = message.at / 1'000 + ttl_seconds(account);
    request.headers = {{"authorization", message.credential},
                       {"content-type", "application/json"},
                       {"apns-topic", config_text(account, "topic")},
                       {"apns-push-type", "alert"},
                       {"apns-priority", "10"},
                       {"apns-expiration", std::to_string(expiration)},
                       {"apns-collapse-id", message.send_key.substr(0, 64)}};
    const std::string id = uuid_of(message.send_key);
    if (!id.empty()) request.headers.emplace_back("apns-id", id);
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    if (outcome.result == Result::accepted) {
      const std::string* id = find_header(response.headers, "apns-id");
      if (id != nullptr) outcome.provider_message_id = readable(*id);
      return outcome;
    }
    const schema::Value body = json_body(response);
    const std::string reason = schema::text_member(body, "reason");
    for (const Meaning& meaning : kMeanings) {
      if (meaning.reason == reason) blame(&outcome, meaning.result, meaning.fault);
    }
    if (response.status != 410) return outcome;
    blame(&outcome, Result::rejected, Fault::recipient);
    const int64_t since = schema::integer_member(body, "timestamp");
    outcome.gone_since = since > 0 ? since : kMillisMax;
    return outcome;
  }

  // A message to a device that there is none of. Apple looks at the account first.
  std::optional<http::Request> question(const Account& account, const std::string& credential,
                                        Millis at) const override {
    Message message;
    message.to = std::string(kLeastToken, '0');
    message.text = "check";
    message.send_key = "check";
    message.credential = credential;
    message.at = at;
    return build(account, message);
  }

  Outcome read_question(const http::Response& response) const override {
    Outcome outcome = read(response);
    if (schema::text_member(json_body(response), "reason") != "BadDeviceToken") return outcome;
    outcome = Outcome();
    outcome.result = Result::accepted;
    return outcome;
  }

  bool has_credentials() const override { return true; }

  CredentialCall credential(const Account& account, std::string_view, Millis at) const override {
    const auto token = jwt_es256(
        schema::Value::object({{"alg", "ES256"}, {"kid", config_text(account, "key_id")}}),
        schema::Value::object({{"iss", config_text(account, "team_id")}, {"iat", at / 1'000}}),
        config_text(account, "private_key"));
    if (!token) throw Error(Code::invalid_definition, "the account's private_key signs nothing");
    return {Credential{"bearer " + *token, at + kRenewMs, at + kExpireMs}, {}};
  }

  bool refuses_credential(const http::Response& response) const override {
    return response.phase == http::Phase::complete && response.status == 403 &&
           schema::text_member(json_body(response), "reason") == "ExpiredProviderToken";
  }

 private:
  static void check_apple_id(ConfigReader* reader, std::string_view name) {
    const auto id = reader->text(name, ConfigReader::Presence::required);
    if (id && !is_apple_id(*id)) {
      reader->report(name, "\"" + std::string(name) + "\" has 10 capital letters and digits");
    }
  }
};

} // namespace

const Provider& apns_provider() {
  static const Apns provider;
  return provider;
}

} // namespace beckon::provider
