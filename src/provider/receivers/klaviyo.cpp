// klaviyo: its system webhooks, up to 1,000 events a call. Consents become consents; what became of
// the platform's own messages becomes events of the person under its names, "Klaviyo Opened Email".
// Signed with HMAC-SHA256 over the body and, behind it, the text of the timestamp header.
// Configuration: {"webhook_secret", "webhook_id"?: of the webhook, and no other}.
#include <array>

#include "base/crypto.h"
#include "base/limits.h"
#include "message/address.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::text_member;

constexpr Millis kFreshMs = 5 * 60'000;
constexpr size_t kMostEvents = 1'000;
constexpr std::string_view kTopic = "event:klaviyo.";

struct ConsentTopic {
  std::string_view topic, channel, state;
};
constexpr std::array<ConsentTopic, 6> kConsents = {
    {{"subscribed_to_email_marketing", "email", "granted"},
     {"unsubscribed_from_email_marketing", "email", "denied"},
     {"manually_suppressed_from_email_marketing", "email", "denied"},
     {"marked_email_as_spam", "email", "denied"},
     {"subscribed_to_sms_marketing", "sms", "granted"},
     {"unsubscribed_from_sms_marketing", "sms", "denied"}}};

struct EventTopic {
  std::string_view topic, name;
};
constexpr std::array<EventTopic, 13> kEvents = {
    {{"received_email", "Klaviyo Received Email"},
     {"opened_email", "Klaviyo Opened Email"},
     {"clicked_email", "Klaviyo Clicked Email"},
     {"bounced_email", "Klaviyo Bounced Email"},
     {"dropped_email", "Klaviyo Dropped Email"},
     {"sent_sms", "Klaviyo Sent SMS"},
     {"received_sms", "Klaviyo Received SMS"},
     {"clicked_sms", "Klaviyo Clicked SMS"},
     {"failed_to_deliver_sms", "Klaviyo Failed to Deliver SMS"},
     {"received_push", "Klaviyo Received Push"},
     {"opened_push", "Klaviyo Opened Push"},
     {"bounced_push", "Klaviyo Bounced Push"},
     {"submitted_review", "Klaviyo Submitted Review"}}};

const schema::Value& member(const schema::Value& object, std::string_view name) {
  static const schema::Value kNone;
  const schema::Value* found = object.find(name);
  return found == nullptr ? kNone : *found;
}

// Whom the event is about: the profile stands beside it, as in any compound document.
const schema::Value& profile_of(const schema::Value& payload) {
  static const schema::Value kNone;
  const schema::Value& included = member(payload, "included");
  for (size_t i = 0; included.is_array() && i < included.size(); ++i) {
    const schema::Value& one = included.as_array()[i];
    if (text_member(one, "type") == "profile") return member(one, "attributes");
  }
  return kNone;
}

bool set_person(const schema::Value& profile, schema::Value* record) {
  const auto email = message::normalize_email(text_member(profile, "email")).value_or("");
  const auto phone = message::normalize_phone(text_member(profile, "phone_number")).value_or("");
  std::string user = text_member(profile, "external_id");
  if (user.size() > limits::identifier_bytes) user.clear();
  if (!user.empty()) record->set("user_id", user);
  if (!email.empty()) record->set("email", email);
  if (!phone.empty()) record->set("phone", phone);
  return !user.empty() || !email.empty() || !phone.empty();
}

// What a shop looks at: plain values, such as Subject, Campaign Name and URL.
schema::Value plain_properties(const schema::Value& properties) {
  constexpr size_t kMost = 50;
  schema::Value plain = schema::Value::object();
  if (!properties.is_object()) return plain;
  for (const schema::Member& property : properties.as_object()) {
    const schema::Value& value = property.value;
    const bool simple = value.is_string() || value.is_number() || value.is_bool();
    if (simple && plain.size() < kMost) plain.set(property.key, value);
  }
  return plain;
}

// Persistent for its event; what is longer than a message_id is named by its hash.
std::string message_id(const Account& account, const schema::Value& event) {
  const std::string id = "klaviyo:" + account.key + ":" + text_member(event, "external_id");
  return id.size() <= limits::message_id_bytes ? id : "klaviyo:" + to_hex(as_text(sha256(id)));
}

schema::Value record_of(const Account& account, const schema::Value& event, Millis arrived) {
  std::string topic = text_member(event, "topic");
  if (topic.rfind(kTopic, 0) != 0) return {};
  topic.erase(0, kTopic.size());
  const schema::Value& payload = member(event, "payload");
  const schema::Value& attributes = member(member(payload, "data"), "attributes");
  schema::Value record = schema::Value::object();
  for (const ConsentTopic& row : kConsents) {
    if (row.topic != topic) continue;
    record = schema::Value::object({{"type", "consent"},
                                    {"channel", row.channel},
                                    {"state", row.state},
                                    {"source", "klaviyo"}});
  }
  for (const EventTopic& row : kEvents) {
    if (row.topic != topic) continue;
    record = schema::Value::object({{"type", "track"}, {"event", row.name}});
    record.set("properties", plain_properties(member(attributes, "event_properties")));
  }
  if (record.size() == 0 || !set_person(profile_of(payload), &record)) return {};
  record.set("message_id", message_id(account, event));
  record.set("at", time_member(attributes, "datetime", arrived));
  return record;
}

class KlaviyoReceiver final : public Receiver {
 public:
  std::string_view kind() const override { return "klaviyo"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string secret = config_text(account, "webhook_secret");
    const std::string time = header_text(delivery, "Klaviyo-Timestamp");
    const Digest digest = hmac_sha256(secret, delivery.body + time);
    const std::string shown = header_text(delivery, "Klaviyo-Signature");
    const auto sent = parse_time(time);
    if (secret.empty() || !equal_constant_time(shown, to_hex(as_text(digest))) || !sent) {
      refuse_delivery();
    }
    if (*sent < delivery.at - kFreshMs || *sent > delivery.at + kFreshMs) refuse_delivery();
    const std::string webhook = config_text(account, "webhook_id");
    if (!webhook.empty() && header_text(delivery, "Klaviyo-Webhook-Id") != webhook) {
      refuse_delivery();
    }
  }

  Reading read(const Account& account, const Delivery& delivery) const override {
    const schema::Value body = delivery_json(delivery);
    const schema::Value& events = member(body, "data");
    if (!events.is_array()) refuse_shape("a webhook of klaviyo has a list \"data\"");
    if (events.size() > kMostEvents) refuse_shape("a webhook of klaviyo has up to 1,000 events");
    // The header is not signed, the body is: both name the webhook.
    const std::string id = text_member(member(body, "meta"), "klaviyo_webhook_id");
    if (!id.empty() && header_text(delivery, "Klaviyo-Webhook-Id") != id) refuse_delivery();
    Reading reading;
    for (const schema::Value& event : events.as_array()) {
      schema::Value record = record_of(account, event, delivery.at);
      if (!record.is_null()) reading.records.push_back(std::move(record));
    }
    return reading;
  }
};

} // namespace

const Receiver& klaviyo_receiver() {
  static const KlaviyoReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
