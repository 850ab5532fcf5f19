// web_push: push messages to browsers (RFC 8030), encrypted for each (RFC 8291), the shop known by
// its VAPID key (RFC 8292). The address is the browser's subscription as JSON; the message arrives
// in its service worker as {"title", "body", "beckon_send"}.
// Configuration: {"vapid_private_key": base64url of 32 bytes, "contact": "mailto:…" or "https://…",
// "urgency", "ttl", "timeout", "allow_private"}.
#include <algorithm>

#include "base/crypto.h"
#include "base/elliptic.h"
#include "base/limits.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/jwt.h"
#include "provider/push_encryption.h"
#include "provider/push_payload.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr Millis kTokenMs = 12 * 3'600'000, kRenewMs = 6 * 3'600'000; // a day is the most
constexpr Millis kExpireMs = kTokenMs - 5 * 60'000;
constexpr size_t kTopicChars = 32;

std::string private_key_of(const Account& account) {
  return from_base64url(config_text(account, "vapid_private_key")).value_or("");
}

// No randomness is at hand here, and none is needed: derived from the account's secret and from all
// that is encrypted, salt and key are unforeseeable, and one pair never serves for two texts.
std::string derived(const Account& account, const Message& message, const std::string& text,
                    std::string_view what) {
  const Digest all = sha256(std::to_string(message.to.size()) + ":" + message.to +
                            message.send_key + ":" + std::to_string(message.at) + ":" + text);
  const Digest digest =
      hmac_sha256(private_key_of(account),
                  "beckon web push " + std::string(what) + ":" + std::string(as_text(all)));
  return std::string(as_text(digest));
}

std::string payload_of(const Message& message) {
  schema::Value payload = schema::Value::object();
  if (!message.subject.empty()) payload.set("title", message.subject);
  payload.set("body", message.text);
  payload.set("beckon_send", message.send_key);
  return schema::to_json(payload);
}

std::string encrypted(const Account& account, const Message& message,
                      const Subscription& subscription) {
  constexpr size_t kSaltBytes = 16;
  const std::string text = payload_of(message);
  check_payload(text.size(), kPushTextBytes, "a push service");
  const std::string key = derived(account, message, text, "key");
  const std::string salt = derived(account, message, text, "salt").substr(0, kSaltBytes);
  const auto body = encrypt_push(subscription, text, key, salt);
  if (!body) throw Error(Code::invalid_request, "the subscription's key is no point of P-256");
  return *body;
}

class WebPush : public Provider {
 public:
  std::string_view kind() const override { return "web_push"; }
  std::vector<std::string> channels() const override { return {"push"}; }
  std::vector<std::string> secrets() const override { return {"vapid_private_key"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    const auto key = reader.text("vapid_private_key", ConfigReader::Presence::required);
    if (key && !p256_public_key(from_base64url(*key).value_or(""))) {
      reader.report("vapid_private_key",
                    "\"vapid_private_key\" is the base64url of the 32 bytes of a P-256 key",
                    "make one with: npx web-push generate-vapid-keys");
    }
    const auto contact = reader.text("contact", ConfigReader::Presence::required);
    if (contact && contact->rfind("mailto:", 0) != 0 && contact->rfind("https://", 0) != 0) {
      reader.report("contact", "\"contact\" is a mailto: or https: address",
                    "write for example \"mailto:push@shop.example\"");
    }
    reader.choice("urgency", {"very-low", "low", "normal", "high"});
    check_ttl(&reader);
    reader.timeout("timeout");
    reader.boolean("allow_private");
    reader.finish();
  }

  // A message that still waits for the browser is replaced by its repetition; one that came is not.
  bool idempotent() const override { return false; }
  bool serves(std::string_view address) const override {
    return !address.empty() && address.front() == '{';
  }

  http::Request build(const Account& account, const Message& message) const override {
    const auto subscription = read_subscription(message.to);
    if (!subscription) {
      throw Error(Code::invalid_request, "the device's token is no subscription of a browser", "",
                  "register JSON.stringify(subscription)");
    }
    http::Request request = http_request(account, "", "");
    request.url = subscription->endpoint;
    request.body = encrypted(account, message, *subscription);
    request.headers = {{"TTL", std::to_string(ttl_seconds(account))},
                       {"Content-Encoding", "aes128gcm"},
                       {"Content-Type", "application/octet-stream"},
                       {"Authorization", message.credential},
                       {"Urgency", config_text(account, "urgency", "normal")},
                       {"Topic", message.send_key.substr(0, kTopicChars)}};
    return request;
  }

  // 404 and 410: the subscription is no more. 403: it was made for another VAPID key, which nobody
  // but the browser can mend; each says so where the account's key is wrong.
  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    const int status = response.status;
    if (outcome.result == Result::accepted) {
      const std::string* location = find_header(response.headers, "Location");
      if (location != nullptr) outcome.provider_message_id = readable(*location);
    } else if (status == 404 || status == 410) {
      blame(&outcome, Result::rejected, Fault::recipient);
      outcome.gone_since = kMillisMax;
    } else if (status == 403) {
      blame(&outcome, Result::rejected, Fault::recipient);
    } else if (status == 406) { // how Windows' service says 429
      blame(&outcome, Result::retry, Fault::throttle);
    }
    return outcome;
  }

  bool has_credentials() const override { return true; }

  std::string credential_scope(std::string_view address) const override {
    const auto subscription = read_subscription(address);
    return subscription ? push_origin(subscription->endpoint) : std::string();
  }

  CredentialCall credential(const Account& account, std::string_view scope,
                            Millis at) const override {
    const std::string key = private_key_of(account);
    const auto pem = p256_pem(key), point = p256_public_key(key);
    const auto token =
        !pem ? std::nullopt
             : jwt_es256(schema::Value::object({{"typ", "JWT"}, {"alg", "ES256"}}),
                         schema::Value::object({{"aud", scope},
                                                {"exp", (at + kTokenMs) / 1'000},
                                                {"sub", config_text(account, "contact")}}),
                         *pem);
    if (!token || !point) throw Error(Code::invalid_definition, "vapid_private_key is no key");
    return {Credential{"vapid t=" + *token + ", k=" + to_base64url(*point), at + kRenewMs,
                       at + kExpireMs},
            {}};
  }

  bool refuses_credential(const http::Response& response) const override {
    return response.phase == http::Phase::complete && response.status == 401;
  }
};

} // namespace

const Provider& web_push_provider() {
  static const WebPush provider;
  return provider;
}

} // namespace beckon::provider
