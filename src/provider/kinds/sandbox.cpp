// sandbox: messages become files in a directory, .eml of e-mails and .json of all else.
// Configuration: {"directory": "/absolute/path", "dkim_domain", "dkim_selector",
// "dkim_private_key"}.
#include <algorithm>

#include "base/crypto.h"
#include "provider/config_reader.h"
#include "provider/dkim_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"

namespace beckon::provider {
namespace {

// Send keys are hexadecimal; anything else could name a file elsewhere.
std::string file_stem(const std::string& send_key) {
  const bool safe = !send_key.empty() && send_key.size() <= 128 &&
                    std::all_of(send_key.begin(), send_key.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                             (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
                    });
  if (safe) return send_key;
  const Digest digest = sha256(send_key);
  return to_hex(as_text(digest));
}

std::string as_json(const Message& message) {
  const schema::Value document = schema::Value::object({{"channel", message.channel},
                                                        {"send_key", message.send_key},
                                                        {"from", message.from},
                                                        {"to", message.to},
                                                        {"text", message.text}});
  return schema::to_pretty_json(document) + "\n";
}

class Sandbox : public Provider {
 public:
  std::string_view kind() const override { return "sandbox"; }
  std::vector<std::string> channels() const override { return {"email", "sms", "push", "webhook"}; }
  std::vector<std::string> secrets() const override { return {std::string(kDkimSecret)}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    const auto directory = reader.text("directory", ConfigReader::Presence::required);
    if (directory && directory->front() != '/') {
      reader.report("directory", "\"directory\" is an absolute path", "begin it with /");
    }
    check_dkim(&reader);
    reader.finish();
  }

  // The file's name is the send key: writing it again changes nothing.
  bool idempotent() const override { return true; }

  http::Request build(const Account& account, const Message& message) const override {
    const schema::Value* directory = account.config.find("directory");
    const bool email = message.channel == "email";
    http::Request request;
    request.method = "PUT";
    request.url = "file://" + (directory != nullptr ? directory->as_string() : std::string()) +
                  "/" + file_stem(message.send_key) + (email ? ".eml" : ".json");
    request.body = email ? signed_mime(account, message) : as_json(message);
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome;
    if (response.phase != http::Phase::complete) {
      outcome.result = Outcome::Result::retry;
      outcome.reason = readable(response.error);
      return outcome;
    }
    outcome.result = Outcome::Result::accepted;
    const std::string name = response.body.substr(response.body.rfind('/') + 1);
    outcome.provider_message_id = name.substr(0, name.rfind('.'));
    return outcome;
  }
};

} // namespace

const Provider& sandbox_provider() {
  static const Sandbox provider;
  return provider;
}

} // namespace beckon::provider
