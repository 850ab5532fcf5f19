// klaviyo: Klaviyo has no call that sends one message. A message becomes an event that carries it,
// and a flow over there, triggered by the metric, sends it ({{ event.html|safe }}). An account of
// the channel "sync" carries no messages: what is synchronised goes through it.
// Configuration: {"api_key", "revision", "metric", "conversion_metric": whose conversions reports
// count, "webhook_id" and "webhook_secret": of its system
// webhook, "base_url", "timeout", "allow_private"}.
#include "provider/sync/klaviyo/klaviyo.h"
#include "provider/registry.h"

namespace beckon::provider {
namespace {

constexpr std::string_view kMetric = "Beckon Message";
constexpr size_t kShortestSecret = 16, kLongestMetric = 127;

class Klaviyo final : public Provider {
 public:
  std::string_view kind() const override { return "klaviyo"; }
  std::vector<std::string> channels() const override { return {"sync", "email", "sms"}; }
  std::vector<std::string> secrets() const override { return {"api_key", "webhook_secret"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.text("api_key", ConfigReader::Presence::required);
    const auto revision = reader.text("revision");
    const bool is_date = !revision || parse_time(revision->substr(0, 10));
    if (!is_date) reader.report("revision", "\"revision\" is a date, as \"2024-02-15\"");
    const auto metric = reader.text("metric");
    if (metric && (metric->empty() || metric->size() > kLongestMetric)) {
      reader.report("metric", "the name of a metric has 1 to 127 bytes");
    }
    reader.text("conversion_metric");
    reader.text("webhook_id");
    const auto secret = reader.text("webhook_secret");
    if (secret && secret->size() < kShortestSecret) {
      reader.report("webhook_secret", "\"webhook_secret\" has at least 16 characters");
    }
    check_http_account(&reader);
    reader.finish();
  }

  // The same profile, metric and unique_id count once.
  bool idempotent() const override { return true; }

  http::Request build(const Account& account, const Message& message) const override {
    SyncEvent event;
    event.unique_id = message.send_key;
    event.name = config_text(account, "metric", kMetric);
    event.at = message.at;
    (message.channel == "sms" ? event.phone : event.email) = message.to;
    event.properties = schema::Value::object(
        {{"send_key", message.send_key}, {"channel", message.channel}, {"text", message.text}});
    if (!message.subject.empty()) event.properties.set("subject", message.subject);
    if (!message.html.empty()) event.properties.set("html", message.html);
    if (!message.sender.empty()) event.properties.set("from", message.sender);
    return klaviyo::post(account, "/api/events/", klaviyo::event_body(event));
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    return klaviyo::get(account, "/api/accounts/");
  }

  Outcome read(const http::Response& response) const override {
    return klaviyo::read_answer(response);
  }
};

} // namespace

const Provider& klaviyo_provider() {
  static const Klaviyo provider;
  return provider;
}

} // namespace beckon::provider
