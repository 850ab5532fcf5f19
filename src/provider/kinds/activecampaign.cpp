// activecampaign: an event that starts an automation over there, which sends what it sends; the
// subject goes along as the event's data. An account of the channel "sync" carries no messages:
// what is synchronised goes through it.
// Configuration: {"base_url": from the account's developer settings, "api_key", "event_account" and
// "event_key": of event tracking, "event": its name, "event_url", "webhook_token": what its
// webhooks show, "timeout", "allow_private"}.
#include "provider/sync/activecampaign/activecampaign.h"
#include "provider/registry.h"

namespace beckon::provider {
namespace {

constexpr std::string_view kEvent = "Beckon Message";
constexpr size_t kShortestToken = 16, kLongestEvent = 32;

class ActiveCampaign final : public Provider {
 public:
  std::string_view kind() const override { return "activecampaign"; }
  std::vector<std::string> channels() const override { return {"sync", "email"}; }
  std::vector<std::string> secrets() const override {
    return {"api_key", "event_key", "webhook_token"};
  }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    if (!config.is_object()) return; // said by the reader
    reader.common(kind(), channels());
    reader.text("api_key", ConfigReader::Presence::required);
    check_http_account(&reader);
    if (config.find("base_url") == nullptr) {
      reader.report("base_url", "\"base_url\" is missing",
                    "it stands in the account's developer settings: https://….api-us1.com");
    }
    const auto account = reader.text("event_account"), key = reader.text("event_key");
    if (account.has_value() != key.has_value()) {
      reader.report(account ? "event_key" : "event_account",
                    "\"event_account\" and \"event_key\" go together");
    }
    const schema::Value* channel = config.find("channel");
    const bool sends =
        channel != nullptr && channel->is_string() && channel->as_string() == "email";
    if (sends && !account) {
      reader.report("event_account", "messages leave as events: \"event_account\" is missing");
    }
    const auto event = reader.text("event");
    if (event && (event->empty() || event->size() > kLongestEvent)) {
      reader.report("event", "the name of an event has 1 to 32 bytes");
    }
    const auto events = reader.text("event_url");
    const bool plain = events && events->rfind("http://", 0) == 0;
    const schema::Value* allow = config.find("allow_private");
    const bool own = allow != nullptr && allow->is_bool() && allow->as_bool();
    if (events && !(plain && own) && events->rfind("https://", 0) != 0) {
      reader.report("event_url", "\"event_url\" is an https address",
                    "leave it out for https://trackcmp.net");
    }
    const auto token = reader.text("webhook_token");
    if (token && token->size() < kShortestToken) {
      reader.report("webhook_token", "\"webhook_token\" has at least 16 characters");
    }
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    return activecampaign::event_request(account, config_text(account, "event", kEvent),
                                         message.subject, message.to);
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    return activecampaign::call(account, "GET", "/lists?limit=1");
  }
  // Of the platform itself, not of event tracking.
  Outcome read_question(const http::Response& response) const override {
    return activecampaign::read_answer(response);
  }

  Outcome read(const http::Response& response) const override {
    return activecampaign::read_event(response);
  }
};

} // namespace

const Provider& activecampaign_provider() {
  static const ActiveCampaign provider;
  return provider;
}

} // namespace beckon::provider
