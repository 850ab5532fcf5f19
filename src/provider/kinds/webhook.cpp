// webhook: a message of any channel as a signed POST to an address of the host's own, by the
// Standard Webhooks specification: the receiver checks webhook-signature, base64 of HMAC-SHA256
// over "id.timestamp.body", and knows a repetition by webhook-id, which is the send key.
// Configuration: {"url", "secret": "whsec_" and base64, "timeout", "allow_private"}.
#include "base/crypto.h"
#include "provider/http_account.h"
#include "provider/registry.h"
#include "schema/json.h"

namespace beckon::provider {
namespace {

constexpr std::string_view kSecretMark = "whsec_";
constexpr size_t kShortestSecret = 24; // bytes, as the specification asks

std::optional<std::string> secret_of(std::string_view written) {
  if (written.substr(0, kSecretMark.size()) != kSecretMark) return std::nullopt;
  return from_base64(written.substr(kSecretMark.size()));
}

schema::Value attachments_of(const Message& message) {
  schema::Value files = schema::Value::array();
  for (const message::Attachment& file : *message.attachments) {
    files.push_back(schema::Value::object({{"name", file.name},
                                           {"content_type", file.content_type},
                                           {"content", to_base64(file.bytes)},
                                           {"content_id", file.content_id}}));
  }
  return files;
}

// A message of the channel "webhook" brings its own body; the others are told as they are.
std::string body_of(const Message& message) {
  if (message.channel == "webhook") return message.text;
  schema::Value body = schema::Value::object({{"type", "message." + message.channel},
                                              {"channel", message.channel},
                                              {"send_key", message.send_key},
                                              {"from", message.from},
                                              {"to", message.to}});
  if (!message.subject.empty()) body.set("subject", message.subject);
  if (!message.html.empty()) body.set("html", message.html);
  body.set("text", message.text);
  if (message.attachments != nullptr) body.set("attachments", attachments_of(message));
  return schema::to_json(body);
}

class Webhook : public Provider {
 public:
  std::string_view kind() const override { return "webhook"; }
  std::vector<std::string> channels() const override { return {"email", "sms", "push", "webhook"}; }
  std::vector<std::string> secrets() const override { return {"secret"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    if (!config.is_object()) return; // said by the reader
    reader.common(kind(), channels());
    check_http_account(&reader, "url");
    if (config.find("url") == nullptr) reader.report("url", "\"url\" is missing");
    const auto secret = reader.text("secret", ConfigReader::Presence::required);
    const auto key = secret ? secret_of(*secret) : std::nullopt;
    if (secret && (!key || key->size() < kShortestSecret)) {
      reader.report("secret", "\"secret\" is whsec_ and the base64 of at least 24 bytes",
                    "make one with: openssl rand -base64 32");
    }
    reader.finish();
  }

  // The receiver knows the id again.
  bool idempotent() const override { return true; }

  http::Request build(const Account& account, const Message& message) const override {
    http::Request request = http_request(account, config_text(account, "url"), "");
    request.body = body_of(message);
    const std::string time = std::to_string(message.at / 1'000);
    const std::string key = secret_of(config_text(account, "secret")).value_or("");
    const Digest signature = hmac_sha256(key, message.send_key + "." + time + "." + request.body);
    request.headers = {{"Content-Type", "application/json"},
                       {"webhook-id", message.send_key},
                       {"webhook-timestamp", time},
                       {"webhook-signature", "v1," + to_base64(as_text(signature))}};
    return request;
  }

  // 410: the receiver knows that the recipient, a device for example, is no more.
  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    const bool gone = response.phase == http::Phase::complete && response.status == 410;
    if (gone) outcome.fault = Outcome::Fault::recipient;
    if (gone) outcome.gone_since = kMillisMax;
    return outcome;
  }
};

} // namespace

const Provider& webhook_provider() {
  static const Webhook provider;
  return provider;
}

} // namespace beckon::provider
