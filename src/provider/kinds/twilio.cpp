// twilio: SMS and MMS through Twilio Programmable Messaging
// (POST /2010-04-01/Accounts/{AccountSid}/Messages.json).
// Configuration: {"account_sid", "auth_token" or "api_key" and "api_secret", "from" or
// "messaging_service_sid", "status_callback", "base_url", "timeout", "allow_private"}.
#include <algorithm>

#include "base/crypto.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "provider/url_encode.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

bool is_sid(std::string_view text, std::string_view prefix) {
  return text.size() == 34 && text.substr(0, 2) == prefix &&
         text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

void add_field(std::string* form, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!form->empty()) *form += '&';
  *form += std::string(name) + "=" + url_encode(value);
}

// Twilio keeps nothing that we give along, so the address that it calls names the send.
std::string callback_url(std::string url, const std::string& send_key) {
  if (url.empty()) return url;
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "beckon_send=" + send_key;
}

std::string login_of(const Account& account) {
  const std::string key = config_text(account, "api_key");
  return "Basic " + to_base64(key.empty() ? config_text(account, "account_sid") + ":" +
                                                config_text(account, "auth_token")
                                          : key + ":" + config_text(account, "api_secret"));
}

struct Meaning {
  int64_t code;
  Result result;
  Fault fault;
};

// Codes of refusals whose status alone would be read otherwise.
constexpr Meaning kMeanings[] = {
    {20003, Result::rejected, Fault::account},   // authentication
    {20005, Result::rejected, Fault::account},   // account not active
    {20429, Result::retry, Fault::throttle},     // too many requests
    {14107, Result::retry, Fault::throttle},     // too many requests of one sender
    {21611, Result::retry, Fault::throttle},     // the sender's queue is full
    {30001, Result::retry, Fault::throttle},     // the queue overflowed
    {30022, Result::retry, Fault::throttle},     // pace of the campaign
    {30023, Result::rejected, Fault::account},   // daily cap
    {30002, Result::rejected, Fault::account},   // account suspended
    {30032, Result::rejected, Fault::account},   // sender not verified
    {30034, Result::rejected, Fault::account},   // sender not registered
    {21211, Result::rejected, Fault::recipient}, // no phone number
    {21214, Result::rejected, Fault::recipient}, // cannot be reached
    {21217, Result::rejected, Fault::recipient}, // no phone number
    {21610, Result::rejected, Fault::recipient}, // has sent STOP
    {21612, Result::rejected, Fault::recipient}, // cannot be reached from this sender
    {21614, Result::rejected, Fault::recipient}, // no mobile number
};

class Twilio : public Provider {
 public:
  std::string_view kind() const override { return "twilio"; }
  std::vector<std::string> channels() const override { return {"sms"}; }
  std::vector<std::string> secrets() const override { return {"auth_token", "api_secret"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    if (!config.is_object()) return; // said by the reader
    reader.common(kind(), channels());
    const auto account = reader.text("account_sid", ConfigReader::Presence::required);
    if (account && !is_sid(*account, "AC")) {
      reader.report("account_sid", "\"account_sid\" is AC and 32 hexadecimal digits");
    }
    check_login(&reader);
    check_sender(&reader);
    reader.text("status_callback");
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    const std::string sid = config_text(account, "account_sid");
    http::Request request = http_request(account, "https://api.twilio.com",
                                         "/2010-04-01/Accounts/" + sid + "/Messages.json");
    request.headers = {{"Authorization", login_of(account)},
                       {"Content-Type", "application/x-www-form-urlencoded"}};
    add_field(&request.body, "To", message.to);
    add_field(&request.body, "From", config_text(account, "from"));
    add_field(&request.body, "MessagingServiceSid", config_text(account, "messaging_service_sid"));
    add_field(&request.body, "Body", message.text);
    add_field(&request.body, "StatusCallback",
              callback_url(config_text(account, "status_callback"), message.send_key));
    return request;
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request =
        http_request(account, "https://api.twilio.com",
                     "/2010-04-01/Accounts/" + config_text(account, "account_sid") + ".json");
    request.method = "GET";
    request.headers = {{"Authorization", login_of(account)}};
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    const schema::Value body = json_body(response);
    if (outcome.result == Result::accepted) {
      outcome.provider_message_id = readable(schema::text_member(body, "sid"));
      return outcome;
    }
    const int64_t code = schema::integer_member(body, "code");
    for (const Meaning& meaning : kMeanings) {
      if (meaning.code == code) blame(&outcome, meaning.result, meaning.fault);
    }
    return outcome;
  }

 private:
  static void check_login(ConfigReader* reader) {
    const auto token = reader->text("auth_token");
    const auto key = reader->text("api_key"), secret = reader->text("api_secret");
    if (key && !is_sid(*key, "SK")) {
      reader->report("api_key", "\"api_key\" is SK and 32 hexadecimal digits");
    }
    if (key.has_value() != secret.has_value()) {
      reader->report(key ? "api_secret" : "api_key", "\"api_key\" and \"api_secret\" go together");
    } else if (!token && !key) {
      reader->report("auth_token", "\"auth_token\" is missing",
                     "or give \"api_key\" and \"api_secret\"");
    }
  }

  static void check_sender(ConfigReader* reader) {
    const auto from = reader->text("from"), service = reader->text("messaging_service_sid");
    if (!from && !service) {
      reader->report("from", "\"from\" is missing", "or give \"messaging_service_sid\"");
    }
    if (service && !is_sid(*service, "MG")) {
      reader->report("messaging_service_sid",
                     "\"messaging_service_sid\" is MG and 32 hexadecimal digits");
    }
  }
};

} // namespace

const Provider& twilio_provider() {
  static const Twilio provider;
  return provider;
}

} // namespace beckon::provider
