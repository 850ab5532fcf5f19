// ses: e-mail through Amazon SES, API version 2 (POST /v2/email/outbound-emails, signed with AWS
// Signature Version 4). The whole MIME message is handed over (Content.Raw), so what leaves is what
// was composed.
// Configuration: {"region", "access_key_id", "secret_access_key", "session_token",
// "configuration_set", "topic_arn": of its webhook, "base_url", "timeout", "allow_private"}.
#include <algorithm>

#include "base/crypto.h"
#include "provider/aws_signature.h"
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

constexpr size_t kLongestTag = 256;

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

// "TooManyRequestsException" of "com.amazon#TooManyRequestsException:http://…", from the header or
// the body.
std::string error_type(const http::Response& response, const schema::Value& body) {
  const std::string* named = find_header(response.headers, "x-amzn-ErrorType");
  std::string type = named != nullptr ? *named : schema::text_member(body, "__type");
  if (type.empty()) type = schema::text_member(body, "code");
  type = type.substr(0, type.find(':'));
  return type.substr(type.rfind('#') + 1);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void refine(const std::string& type, const std::string& text, Outcome* outcome) {
  if (is_one_of(type, {"TooManyRequestsException", "ThrottlingException", "Throttling"})) {
    const bool quota = text.find("Daily") != std::string::npos;
    return blame(outcome, Result::retry, quota ? Fault::account : Fault::throttle);
  }
  if (is_one_of(type, {"AccountSuspendedException", "SendingPausedException",
                       "LimitExceededException", "InvalidSignatureException",
                       "SignatureDoesNotMatch", "UnrecognizedClientException",
                       "InvalidClientTokenId", "ExpiredTokenException", "AccessDeniedException",
                       "MissingAuthenticationTokenException", "OptInRequired"})) {
    return blame(outcome, Result::rejected, Fault::account);
  }
  const bool bad_address =
      type == "BadRequestException" && (text.find("Missing final '@domain'") != std::string::npos ||
                                        text.find("Local address contains") != std::string::npos ||
                                        text.find("Domain contains dot-dot") != std::string::npos);
  if (bad_address) blame(outcome, Result::rejected, Fault::recipient);
  // SES answers 409 to a conflicting change of its settings, which no repetition mends.
  if (type == "ConflictException") blame(outcome, Result::rejected, Fault::request);
}

class Ses : public Provider {
 public:
  std::string_view kind() const override { return "ses"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override {
    return {"secret_access_key", "session_token"};
  }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    const auto region = reader.text("region", ConfigReader::Presence::required);
    if (region && !is_word(*region)) {
      reader.report("region", "\"region\" is a region's name", "write for example \"eu-west-1\"");
    }
    reader.text("access_key_id", ConfigReader::Presence::required);
    reader.text("secret_access_key", ConfigReader::Presence::required);
    reader.text("session_token");
    const auto set = reader.text("configuration_set");
    if (set && (!is_word(*set) || set->size() > 64)) {
      reader.report("configuration_set",
                    "\"configuration_set\" is 1 to 64 letters, digits, - or _");
    }
    const auto topic = reader.text("topic_arn");
    if (topic && topic->rfind("arn:", 0) != 0) {
      reader.report("topic_arn", "\"topic_arn\" is the name of an SNS topic",
                    "write for example \"arn:aws:sns:eu-west-1:123456789012:mail\"");
    }
    check_http_account(&reader);
    reader.finish();
  }

  // SES has no token by which it would know a message again.
  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    http::Request request = http_request(account, host_of(account), "/v2/email/outbound-emails");
    schema::Value body = schema::Value::object(
        {{"Destination",
          schema::Value::object({{"ToAddresses", schema::Value::array({message.to})}})},
         {"Content", schema::Value::object(
                         {{"Raw", schema::Value::object({{"Data", to_base64(message.mime)}})}})}});
    const std::string set = config_text(account, "configuration_set");
    if (!set.empty()) body.set("ConfigurationSetName", set);
    if (is_word(message.send_key) && message.send_key.size() <= kLongestTag) {
      body.set("EmailTags", schema::Value::array({schema::Value::object(
                                {{"Name", "beckon_send"}, {"Value", message.send_key}})}));
    }
    request.body = schema::to_json(body);
    request.headers = {{"Content-Type", "application/json"}};
    sign(account, message.at, &request);
    return request;
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis at) const override {
    http::Request request = http_request(account, host_of(account), "/v2/email/account");
    request.method = "GET";
    sign(account, at, &request);
    return request;
  }

  Outcome read_question(const http::Response& response) const override {
    Outcome outcome = read(response);
    const schema::Value body = json_body(response);
    const schema::Value* enabled = body.find("SendingEnabled");
    const bool off = enabled != nullptr && enabled->is_bool() && !enabled->as_bool();
    if (outcome.result != Result::accepted || !off) return outcome;
    blame(&outcome, Result::rejected, Fault::account);
    outcome.reason = "SES does not send for this account at present";
    return outcome;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    const schema::Value body = json_body(response);
    if (outcome.result == Result::accepted) {
      outcome.provider_message_id = readable(schema::text_member(body, "MessageId"));
      return outcome;
    }
    std::string text = schema::text_member(body, "message");
    if (text.empty()) text = schema::text_member(body, "Message");
    refine(error_type(response, body), text, &outcome);
    return outcome;
  }

 private:
  static std::string host_of(const Account& account) {
    return "https://email." + config_text(account, "region") + ".amazonaws.com";
  }
  static void sign(const Account& account, Millis at, http::Request* request) {
    sign_aws({config_text(account, "access_key_id"), config_text(account, "secret_access_key"),
              config_text(account, "session_token")},
             {config_text(account, "region"), "ses"}, at, request);
  }
};

} // namespace

const Provider& ses_provider() {
  static const Ses provider;
  return provider;
}

} // namespace beckon::provider
