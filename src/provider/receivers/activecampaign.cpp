// activecampaign: one event a call, a form with PHP's brackets. It signs nothing: the address that
// the webhook was made with ends with ?token=…, which only it and the account know.
// What its API did ("initiated_from" api) is not told back: a contact that this side took off a
// list has not unsubscribed. Nor does an administrator's import agree for anybody.
// Configuration: {"webhook_token"}.
#include <array>

#include "base/crypto.h"
#include "message/address.h"
#include "provider/form.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"

namespace beckon::provider {
namespace {

constexpr size_t kDigestBytes = 16;

struct EventType {
  std::string_view type, name;
};
constexpr std::array<EventType, 6> kEvents = {{{"sent", "ActiveCampaign Sent Email"},
                                               {"open", "ActiveCampaign Opened Email"},
                                               {"click", "ActiveCampaign Clicked Link"},
                                               {"reply", "ActiveCampaign Replied"},
                                               {"forward", "ActiveCampaign Forwarded Email"},
                                               {"bounce", "ActiveCampaign Bounced Email"}}};

std::string field(const Form& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

schema::Value consent(std::string_view channel, std::string_view state) {
  return schema::Value::object(
      {{"type", "consent"}, {"channel", channel}, {"state", state}, {"source", "activecampaign"}});
}

schema::Value happening(const Form& form, std::string_view name) {
  schema::Value properties = schema::Value::object();
  for (const auto& [from, to] : {std::pair{"campaign[id]", "campaign_id"},
                                 {"campaign[name]", "campaign"},
                                 {"campaign[message][subject]", "subject"},
                                 {"link[url]", "url"},
                                 {"bounce[type]", "bounce_type"},
                                 {"bounce[code]", "bounce_code"}}) {
    const std::string value = field(form, from);
    if (!value.empty()) properties.set(to, value);
  }
  return schema::Value::object(
      {{"type", "track"}, {"event", name}, {"properties", std::move(properties)}});
}

// Null: it says nothing about a person that matters here.
schema::Value record_of(const Form& form) {
  const std::string type = field(form, "type"), by = field(form, "initiated_from");
  if (type == "unsubscribe" && by != "api") return consent("email", "denied");
  if (type == "subscribe" && by == "public") return consent("email", "granted");
  if (type == "sms_unsub") return consent("sms", "denied");
  for (const EventType& row : kEvents) {
    if (row.type == type) return happening(form, row.name);
  }
  return {};
}

class ActiveCampaignReceiver final : public Receiver {
 public:
  std::string_view kind() const override { return "activecampaign"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string wanted = config_text(account, "webhook_token");
    if (wanted.empty() || !equal_constant_time(url_token(delivery), wanted)) refuse_delivery();
  }

  Reading read(const Account& account, const Delivery& delivery) const override {
    const Form form = parse_form(delivery.body);
    if (field(form, "type").empty()) refuse_shape("a webhook of activecampaign has a type");
    Reading reading;
    schema::Value record = record_of(form);
    const bool by_phone = field(form, "type") == "sms_unsub";
    const std::string address =
        by_phone ? message::normalize_phone(field(form, "contact[phone]")).value_or("")
                 : message::normalize_email(field(form, "contact[email]")).value_or("");
    if (record.is_null() || address.empty()) return reading;
    record.set(by_phone ? "phone" : "email", address);
    // It numbers nothing; what comes twice is the same to the byte.
    const Digest digest = sha256(account.key + "/" + delivery.body);
    record.set("message_id", "activecampaign:" + to_hex(as_text(digest).substr(0, kDigestBytes)));
    const auto at = parse_time(field(form, "date_time"));
    record.set("at", at.value_or(delivery.at));
    reading.records.push_back(std::move(record));
    return reading;
  }
};

} // namespace

const Receiver& activecampaign_receiver() {
  static const ActiveCampaignReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
